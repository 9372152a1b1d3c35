import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { defineCommands } from '../../../../src/engine/definitions/commands.ts';
import { defineDecider } from '../../../../src/engine/definitions/decider.ts';
import { toStream } from '../../../../src/engine/definitions/events.ts';
import { fact, facts } from '../../../../src/engine/definitions/reference.ts';
import { LIMITS } from '../../../../src/engine/model/limits.ts';
import { decodeToken } from '../../../../src/engine/model/token.ts';
import { openBus, receiptOf, resultOf, type TestBus } from '../../../support/command-bus.ts';
import {
  CounterEvents,
  counterReference,
  MOST,
  testDeciders,
  TallyEvents,
} from '../../../support/counter-domain.ts';
import { withDatabase } from '../../../support/servers.ts';

// A decider that does what an author should not, and one whose facts depend on its state.
const oddCommands = defineCommands('tally', {
  explode: { createsOrChanges: 'tallyId', input: z.object({ tallyId: z.string() }) },
  writeElsewhere: {
    createsOrChanges: 'tallyId',
    input: z.object({ tallyId: z.string(), counterId: z.string() }),
  },
  writeForeign: { createsOrChanges: 'tallyId', input: z.object({ tallyId: z.string() }) },
  cutString: { createsOrChanges: 'tallyId', input: z.object({ tallyId: z.string(), text: z.string() }) },
  pointAt: { createsOrChanges: 'tallyId', input: z.object({ tallyId: z.string(), mark: z.string() }) },
  countPointed: { changes: 'tallyId', input: z.object({ tallyId: z.string() }) },
});
const nothingMarked: { readonly mark: string } = { mark: '' };
const oddDecider = defineDecider({
  commands: oddCommands,
  events: TallyEvents,
  initialState: nothingMarked,
  facts: {
    countPointed: (_input, { mark }) => ({
      counter: fact(counterReference, mark),
      same: facts(counterReference, [mark, 'a/b']),
    }),
  },
  decide: {
    explode: () => {
      throw new TypeError('bug');
    },
    writeElsewhere: (_state, { counterId }) =>
      toStream(counterId, CounterEvents.CounterIncremented({ by: 1 })),
    writeForeign: () => CounterEvents.CounterIncremented({ by: 1 }),
    cutString: (_state, { text }) => TallyEvents.TallyMarked({ mark: text.slice(0, 1) }),
    pointAt: (_state, { mark }) => TallyEvents.TallyMarked({ mark }),
    countPointed: ({ mark }, _input, { counter, same }) => [
      TallyEvents.TallyMarked({ mark: `${counter?.count ?? 'none'} of ${same.size}` }),
      ...(counter ? [toStream(mark, CounterEvents.CounterIncremented({ by: 1 }))] : []),
    ],
  },
  evolve: { TallyMarked: (_state, { mark }) => ({ mark }) },
});

const database = withDatabase();
let bus: TestBus;
beforeAll(() => {
  bus = openBus(database().url, { deciders: [...testDeciders, oddDecider] });
});
afterAll(() => bus.close());

const newCounter = async (): Promise<string> =>
  receiptOf(await bus.send('openCounter', { name: 'c' })).streamId;
const rejectionOf = async (...args: Parameters<TestBus['send']>) => {
  const outcome = await bus.send(...args);
  expect(outcome).toMatchObject({ accepted: false });
  return outcome.accepted ? undefined : outcome.rejection;
};
const lastEvent = async () => (await bus.store.readFrom(await bus.store.head(), 1))[0];

describe('a command that is accepted', () => {
  test('has a receipt and events that say where they come from', async () => {
    const commandId = randomUUID().toUpperCase();
    const traceparent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';
    const receipt = receiptOf(
      await bus.send(
        'openCounter',
        { commandId, counterId: 'first', name: 'n' },
        { principal: 'ann', traceparent },
      ),
    );
    const event = await lastEvent();
    expect(receipt).toEqual({
      commandId: commandId.toLowerCase(),
      streamId: 'first',
      version: 1,
      position: event?.position,
      token: expect.any(String),
      replayed: false,
    });
    const incarnation = await bus.store.incarnation();
    expect(decodeToken(receipt.token)).toEqual({ incarnation, position: receipt.position });
    expect(event).toMatchObject({
      category: 'counter',
      streamId: 'first',
      version: 1,
      data: { name: 'n' },
      metadata: {
        causationId: receipt.commandId,
        correlationId: 'correlation',
        principal: 'ann',
        traceparent,
      },
    });
  });

  test('has ids made for it where the client sent none', async () => {
    const input = { commandId: null, counterId: null, expectedVersion: null, name: 'n' };
    const { commandId, streamId } = receiptOf(await bus.send('openCounter', input));
    expect(commandId).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7/);
    expect(streamId).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7/);
  });

  test('may say when it happened', async () => {
    const occurredAt = '2020-02-29T10:00:00+02:00';
    await bus.send('openCounter', { name: 'n' }, { occurredAt });
    expect(await lastEvent()).toMatchObject({ occurredAt: '2020-02-29T08:00:00.000Z' });
  });

  test('may change nothing', async () => {
    const counterId = await newCounter();
    const head = await bus.store.head();
    const receipt = receiptOf(await bus.send('increment', { counterId, by: 1, times: 0 }));
    expect(receipt).toMatchObject({ version: 1, position: head });
    expect(await bus.store.head()).toBe(head);
  });

  test('may write to several streams, those of its facts', async () => {
    const counterId = await newCounter();
    const receipt = receiptOf(
      await bus.send('awardBadge', { badgeId: 'both', counterId, title: 't', bonus: 5 }),
    );
    expect(receipt).toMatchObject({ streamId: 'both', version: 1 });
    expect(await lastEvent()).toMatchObject({ position: receipt.position, streamId: counterId, version: 2 });
  });

  test('is decided with facts that depend on its state', async () => {
    const counterId = await newCounter();
    await bus.send('increment', { counterId, by: 7 });
    await bus.send('pointAt', { tallyId: 'pointer', mark: counterId });
    expect(resultOf(await bus.send('countPointed', { tallyId: 'pointer' }))).toBe('OK');
    const { streams } = await bus.store.readStreams([
      { stream: 'tally/pointer', after: 1 },
      { stream: `counter/${counterId}`, after: 2 },
    ]);
    expect(streams[0]).toMatchObject([{ data: { mark: '7 of 1' } }]);
    expect(streams[1]).toMatchObject([{ type: 'CounterIncremented', version: 3 }]);
  });

  test('rings the doorbell, one that is refused does not', async () => {
    const before = bus.rings();
    const counterId = await newCounter();
    expect(bus.rings()).toBe(before + 1);
    await bus.send('openCounter', { counterId, name: 'n' });
    expect(bus.rings()).toBe(before + 1);
    await Promise.all(Array.from({ length: 20 }, () => bus.send('openCounter', { name: 'n' })));
    expect(bus.rings()).toBeLessThan(before + 20);
  });
});

describe('a command is refused', () => {
  test('if what it creates is there, or what it changes is not; one that opens takes either', async () => {
    const counterId = await newCounter();
    expect(await rejectionOf('openCounter', { counterId, name: 'n' })).toMatchObject({
      code: 'ALREADY_EXISTS',
      data: { what: 'counter', id: counterId },
    });
    expect(await rejectionOf('increment', { counterId: 'nowhere', by: 1 })).toMatchObject({
      code: 'NOT_FOUND',
      data: { what: 'counter', id: 'nowhere' },
    });
    expect(receiptOf(await bus.send('markTally', { tallyId: 't', mark: 'x' })).version).toBe(1);
    expect(receiptOf(await bus.send('markTally', { tallyId: 't', mark: 'y' })).version).toBe(2);
    const first = { mark: 'x', expectedVersion: 0 };
    expect(receiptOf(await bus.send('markTally', { tallyId: 'u', ...first })).version).toBe(1);
    expect(await rejectionOf('markTally', { tallyId: 'u', ...first })).toMatchObject({
      code: 'VERSION_CONFLICT',
      data: { expectedVersion: 0, actualVersion: 1 },
    });
  });

  test('if the stream is not at the version it expects, and that is kept', async () => {
    const counterId = await newCounter();
    const commandId = randomUUID();
    const wrong = { commandId, counterId, by: 1, expectedVersion: 2 };
    const conflict = { code: 'VERSION_CONFLICT', data: { expectedVersion: 2, actualVersion: 1 } };
    expect(await rejectionOf('increment', wrong)).toMatchObject(conflict);
    expect(receiptOf(await bus.send('increment', { counterId, by: 1, expectedVersion: 1 })).version).toBe(2);
    expect(await rejectionOf('increment', wrong)).toMatchObject(conflict);
    expect(await rejectionOf('increment', { ...wrong, expectedVersion: 1 })).toMatchObject({
      code: 'COMMAND_ID_REUSED',
      data: { commandId },
    });
  });

  test('by its decider, with the same answer whenever it comes again', async () => {
    const counterId = await newCounter();
    await bus.send('increment', { counterId, by: MOST });
    const command = { commandId: randomUUID(), counterId, by: 1 };
    const refusal = {
      rejected: true,
      name: 'CounterTooHigh',
      code: 'COUNTER_TOO_HIGH',
      message: `The counter stands at ${MOST} and may not pass ${MOST}.`,
      data: { count: MOST, most: MOST },
    };
    expect(await rejectionOf('increment', command)).toEqual(refusal);
    await bus.send('increment', { counterId, by: -10 });
    expect(await rejectionOf('increment', command)).toEqual(refusal);
    expect(resultOf(await bus.send('increment', { counterId, by: 1 }))).toBe('OK');
  });

  test('if a fact it needs is not there', async () => {
    expect(await rejectionOf('awardBadge', { counterId: 'nowhere', title: 't' })).toMatchObject({
      code: 'NOT_FOUND',
    });
  });

  test.each([
    ['a field of a wrong type', { counterId: 'v', name: 5 }, ['name']],
    ['a missing field', { counterId: 'v' }, ['name']],
    ['an id of other characters', { counterId: 'a/b', name: 'n' }, ['counterId']],
    ['a command id that is no UUID', { commandId: 'x', counterId: 'v', name: 'n' }, ['commandId']],
    ['a version below zero', { counterId: 'v', name: 'n', expectedVersion: -1 }, ['expectedVersion']],
    ['a version too high', { counterId: 'v', name: 'n', expectedVersion: 2 ** 31 }, ['expectedVersion']],
    ['NUL', { counterId: 'v', name: 'a\0b' }, ['name']],
    ['half a character', { counterId: 'v', name: '\udc00' }, ['name']],
    ['NUL in a field nobody asked for', { counterId: 'v', name: 'n', other: ['\0'] }, ['other.0']],
    [
      'all of it',
      { commandId: 1, counterId: '', expectedVersion: 0.5 },
      ['commandId', 'expectedVersion', 'counterId', 'name'],
    ],
  ])('for %s, which is not kept', async (_what, input, paths) => {
    const head = await bus.store.head();
    const rejection = await rejectionOf('openCounter', input);
    expect(rejection?.code).toBe('VALIDATION_FAILED');
    const issues = z.object({ issues: z.array(z.object({ path: z.string() })) }).parse(rejection?.data);
    expect(issues.issues.map(({ path }) => path)).toEqual(paths);
    expect(await bus.store.head()).toBe(head);
  });

  test('with the path to a nested field', async () => {
    const input = { counterId: 'v', title: 't', items: [{ quantity: 1 }, { quantity: 0 }] };
    expect(await rejectionOf('awardBadge', input)).toMatchObject({
      data: { issues: [{ path: 'items.1.quantity' }] },
    });
  });

  test('an invalid command may be corrected under the same id', async () => {
    const commandId = randomUUID();
    expect(await rejectionOf('openCounter', { commandId, name: '' })).toMatchObject({
      code: 'VALIDATION_FAILED',
    });
    expect(resultOf(await bus.send('openCounter', { commandId, name: 'n' }))).toBe('OK');
  });
});

describe('limits', () => {
  const empty = JSON.stringify({ name: '' }).length;

  test('64 kB of one event are stored, a byte more is refused', async () => {
    const name = 'é'.repeat((LIMITS.eventBytes - empty) / 2 - 1);
    const fill = 'x'.repeat(LIMITS.eventBytes - empty - Buffer.byteLength(name));
    expect(resultOf(await bus.send('openCounter', { name: name + fill }))).toBe('OK');
    expect(await lastEvent()).toMatchObject({ data: { name: name + fill } });
    const head = await bus.store.head();
    expect(await rejectionOf('openCounter', { name: `${name}${fill}x` })).toMatchObject({
      code: 'VALIDATION_FAILED',
      message: expect.stringContaining('65537 bytes'),
    });
    expect(await bus.store.head()).toBe(head);
  });

  test('500 events of one command are stored, one more is refused', async () => {
    const counterId = await newCounter();
    expect(resultOf(await bus.send('increment', { counterId, by: 1, times: 500 }))).toBe('OK');
    const head = await bus.store.head();
    expect(await rejectionOf('increment', { counterId, by: 1, times: 501 })).toMatchObject({
      code: 'VALIDATION_FAILED',
    });
    expect(await bus.store.head()).toBe(head);
  });

  test('more bytes at a time than one append should have are appended one after the other', async () => {
    const name = 'x'.repeat(60_000);
    const outcomes = await Promise.all(Array.from({ length: 100 }, () => bus.send('openCounter', { name })));
    expect(new Set(outcomes.map(resultOf))).toEqual(new Set(['OK']));
  });

  test('too many commands at once are turned away, and the rest is done', async () => {
    const small = openBus(database().url, { maxPending: 2 });
    const sent = [1, 2, 3].map(() => small.send('openCounter', { name: 'n' }));
    await expect(sent[2]).rejects.toMatchObject({ code: 'OVERLOADED', details: { retryAfterMs: 1_000 } });
    expect((await Promise.all(sent.slice(0, 2))).map(resultOf)).toEqual(['OK', 'OK']);
    expect(resultOf(await small.send('openCounter', { name: 'n' }))).toBe('OK');
    await small.close();
  });
});

describe('the same command id', () => {
  test('with the same input, in whatever order, is answered with the first outcome', async () => {
    const commandId = randomUUID();
    const first = receiptOf(await bus.send('openCounter', { commandId, name: 'n' }));
    const head = await bus.store.head();
    expect(await bus.send('openCounter', { name: 'n', commandId: commandId.toUpperCase() })).toEqual({
      accepted: true,
      receipt: { ...first, replayed: true },
    });
    const later = openBus(database().url);
    expect(receiptOf(await later.send('openCounter', { commandId, name: 'n' }))).toMatchObject({
      streamId: first.streamId,
      replayed: true,
    });
    await later.close();
    expect(await bus.store.head()).toBe(head);
  });

  test('with another input, or for another command, is refused', async () => {
    const commandId = randomUUID();
    const counterId = await newCounter();
    await bus.send('rename', { commandId, counterId, name: 'n' });
    for (const [command, input] of [
      ['rename', { counterId, name: 'm' }],
      ['increment', { counterId, by: 1 }],
      ['markTally', { tallyId: counterId, mark: 'n' }],
    ] as const) {
      expect(await rejectionOf(command, { commandId, ...input })).toMatchObject({
        code: 'COMMAND_ID_REUSED',
      });
    }
    expect(await bus.store.readStreams([{ stream: `counter/${counterId}`, after: 2 }])).toMatchObject({
      streams: [[]],
    });
  });

  test('at the same time with another input: one of them is done', async () => {
    const commandId = randomUUID();
    const outcomes = await Promise.all(
      ['a', 'b'].map((name) => bus.send('openCounter', { commandId, name })),
    );
    expect(outcomes.map(resultOf)).toEqual(['OK', 'COMMAND_ID_REUSED']);
  });

  test('of another principal is another command', async () => {
    const commandId = randomUUID();
    await bus.send('openCounter', { commandId, name: 'n' }, { principal: 'ann' });
    const other = receiptOf(await bus.send('openCounter', { commandId, name: 'n' }, { principal: 'ann b' }));
    expect(other.replayed).toBe(false);
  });
});

describe('bugs throw, and harm no other command', () => {
  const beside = () => bus.send('openCounter', { name: 'beside' });

  test.each([
    ['an unknown command', 'melt', {}, 'UNKNOWN_COMMAND'],
    ['a decider that throws', 'explode', { tallyId: 'x' }, 'COMMAND_FAILED'],
    ['a stream that is no fact', 'writeElsewhere', { tallyId: 'x', counterId: 'c' }, 'BAD_DEFINITION'],
    ['an event of another context', 'writeForeign', { tallyId: 'x' }, 'BAD_DEFINITION'],
  ])('%s', async (_what, command, input, code) => {
    const [failed, done] = await Promise.allSettled([bus.send(command, input), beside()]);
    expect(failed).toMatchObject({ status: 'rejected', reason: { code } });
    expect(done).toMatchObject({ status: 'fulfilled', value: { accepted: true } });
  });

  test('a decider that cuts a character in half is refused', async () => {
    const [refused, done] = await Promise.all([
      bus.send('cutString', { tallyId: 'x', text: '🎈' }),
      beside(),
    ]);
    expect([refused, done].map(resultOf)).toEqual(['VALIDATION_FAILED', 'OK']);
  });

  test.each([
    ['a principal with NUL', { principal: 'a\0' }],
    ['a principal without end', { principal: 'a'.repeat(600) }],
    ['a trace that is no text', { traceparent: '\ud800' }],
    ['a time that is none', { occurredAt: 'yesterday' }],
    ['a time before our era', { occurredAt: '-000001-01-01T00:00:00Z' }],
  ])('%s', async (_what, options) => {
    await expect(bus.send('openCounter', { name: 'n' }, options)).rejects.toMatchObject({
      code: 'INVALID_REQUEST',
    });
  });

  test('a command defined twice', () => {
    expect(() => openBus(database().url, { deciders: [...testDeciders, ...testDeciders] })).toThrow(
      expect.objectContaining({ code: 'BAD_DEFINITION' }),
    );
  });
});

test('a bus that closes finishes what is under way and takes no more', async () => {
  const closing = openBus(database().url);
  const sent = Array.from({ length: 50 }, () => closing.send('openCounter', { name: 'n' }));
  const closed = closing.closeBus();
  await expect(closing.send('openCounter', { name: 'n' })).rejects.toMatchObject({ code: 'SHUTTING_DOWN' });
  await closed;
  expect(new Set((await Promise.all(sent)).map(resultOf))).toEqual(new Set(['OK']));
  await closing.store.close();
});
