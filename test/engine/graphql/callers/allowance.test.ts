// Allowances: the share of requests in what their callers have.
import { expect, it } from 'vitest';
import { ANYBODY, STRANGER, type Caller } from '../../../../src/engine/model/caller.ts';
import { Allowance } from '../../../../src/engine/graphql/callers/allowance.ts';
import { createCallerLimits } from '../../../../src/engine/graphql/callers/caller-limits.ts';
import { createCaps } from '../../../../src/engine/graphql/callers/caps.ts';
import { LIMITS } from '../../../../src/engine/model/limits.ts';

const request = { headers: {}, socket: { remoteAddress: '10.0.0.1' } };
const none = createCaps({ perCaller: 0, perProcess: 0 });
const codeOf = (act: () => unknown): unknown => {
  try {
    act();
    return undefined;
  } catch (error) {
    return (error as { extensions: { code: string } }).extensions.code;
  }
};

it('counts what is open for each caller and in the process, and each that is given back once', () => {
  const caps = createCaps({ perCaller: 2, perProcess: 3 });
  const [first] = [caps.take('ada'), caps.take('ada')];
  expect(caps.take('ada')).toBe('caller');
  expect(caps.take(undefined)).toBeTypeOf('function');
  expect(caps.take('grace')).toBe('process');
  if (typeof first === 'function') for (let times = 0; times < 2; times += 1) first();
  expect(caps.take('grace')).toBeTypeOf('function');
  expect(caps.take('grace')).toBe('process');
});

it('lets a caller follow so many, and takes nothing where one of several counts is full', () => {
  const open = createCaps({ perCaller: 1, perProcess: 2 });
  const ada = new Allowance({ followed: [open], waits: none }, 'ada');
  const leave = ada.follow();
  expect(codeOf(() => ada.follow())).toBe('RATE_LIMITED');
  expect(codeOf(() => new Allowance({ followed: [open, none], waits: none }, 'grace').follow())).toBe(
    'RATE_LIMITED',
  );
  new Allowance({ followed: [open], waits: none }, 'grace').follow();
  expect(codeOf(() => new Allowance({ followed: [open], waits: none }, 'joan').follow())).toBe('OVERLOADED');
  leave();
  expect(new Allowance({ followed: [open], waits: none }, 'ada').follow()).toBeTypeOf('function');
});

it('counts strangers by their addresses, and nobody where there is no authentication', () => {
  const limits = createCallerLimits({ rate: { perSecond: 1, burst: 1 }, trustedProxies: 1 });
  const spend = (address: string, caller: Caller) =>
    codeOf(() => {
      const headers = { 'x-forwarded-for': address };
      limits.allowanceOf({ ...request, headers }, caller, 'http').spend(1);
    });
  const stranger = STRANGER;
  expect([spend('1.1.1.1', stranger), spend('1.1.1.1', stranger)]).toEqual([undefined, 'RATE_LIMITED']);
  expect([spend('2.2.2.2', stranger), spend('1.1.1.1', { ...STRANGER, principal: 'ada' })]).toEqual([
    undefined,
    undefined,
  ]);
  for (let times = 0; times < 3; times += 1) expect(spend('1.1.1.1', ANYBODY)).toBeUndefined();
});

it('lets so many reads of a caller wait, over HTTP and sockets together', () => {
  const limits = createCallerLimits({});
  const allowances = (['http', 'socket'] as const).map((over) =>
    limits.allowanceOf(request, { ...STRANGER, principal: 'ada' }, over),
  );
  const waiting = Array.from({ length: LIMITS.waitingReads.perCaller }, (_, at) =>
    allowances[at % 2]?.wait(),
  );
  expect(waiting.every((end) => end !== undefined)).toBe(true);
  expect(allowances[0]?.wait()).toBeUndefined();
  waiting[0]?.();
  expect(allowances[1]?.wait()).toBeTypeOf('function');
});
