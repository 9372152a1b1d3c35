// The right to a command comes before what is there: whoever may not know of a thing is told what there is of nothing.
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { anyOf, authenticated, owner, role, type Rule } from '../../../../src/engine/definitions/access.ts';
import { defineCommands, type CommandKind } from '../../../../src/engine/definitions/commands.ts';
import { refusalBefore } from '../../../../src/engine/flow/accept/deciders/refusal-before.ts';
import { STRANGER, systemCaller, type Caller } from '../../../../src/engine/model/caller.ts';

const input = z.object({ lampId: z.string(), keeperId: z.string() });
const ofKeeper = anyOf(owner('keeperId'), role('clerk'));
const commandsWith = (access: Rule) =>
  defineCommands(
    'lamp',
    {
      make: { creates: 'lampId', input, access },
      move: { changes: 'lampId', input, access },
      polish: { createsOrChanges: 'lampId', input, access },
    },
    { knownTo: ofKeeper },
  );
const keeper: Caller = { principal: 'k', roles: [], claims: { keeperId: 'k1' } };
const clerk: Caller = { principal: 'c', roles: ['clerk'], claims: {} };
const other: Caller = { principal: 'o', roles: [], claims: { keeperId: 'k2' } };

const KINDS: Readonly<Record<string, CommandKind>> = {
  make: 'creates',
  move: 'changes',
  polish: 'createsOrChanges',
};

/** What the input says is that it is of `other`. */
const asking =
  (access: Rule) =>
  (type: string, caller: Caller, state?: object): string | undefined => {
    const commands = commandsWith(access);
    const command = {
      ...{ type, kind: KINDS[type] ?? 'changes', caller, principal: caller.principal, streamId: 'l1' },
      ...{
        commandId: 'x',
        expectedVersion: undefined,
        occurredAt: undefined,
        inputHash: '',
        plainHash: '',
        bytes: 0,
      },
      ...{ input: { lampId: 'l1', keeperId: 'k2' }, payload: {} },
      metadata: { causationId: 'x', correlationId: 'x', principal: caller.principal },
    };
    const own = { state: state ?? { keeperId: '' }, version: state ? 3 : 0 };
    const refusal = refusalBefore({ commands, category: 'lamp' }, command, own);
    return refusal && `${refusal.name}: ${refusal.message}`;
  };

const NOT_THERE = 'NotFound: There is no lamp l1.';
const mine = { keeperId: 'k1' };

describe('what is there', () => {
  it('is changed by whoever its state says, whatever the input says', () => {
    const ask = asking(ofKeeper);
    expect(ask('move', keeper, mine)).toBeUndefined();
    expect(ask('move', clerk, mine)).toBeUndefined();
    expect(ask('move', other, mine)).toBe(NOT_THERE);
    expect(ask('polish', other, mine)).toBe(NOT_THERE);
    expect(ask('move', STRANGER, mine)).toBe(NOT_THERE);
  });

  it('is forbidden only to whoever may know of it', () => {
    const ask = asking(role('smith'));
    expect(ask('move', keeper, mine)).toBe('Forbidden: This asks for: role smith.');
    expect(ask('move', clerk, mine)).toBe('Forbidden: This asks for: role smith.');
    expect(ask('move', other, mine)).toBe(NOT_THERE);
    expect(asking(role('system'))('move', systemCaller('reaction:x'), mine)).toBeUndefined();
  });
});

describe('what is not there', () => {
  it('is told of in the same words', () => {
    const ask = asking(ofKeeper);
    expect(ask('move', keeper)).toBe(NOT_THERE);
    expect(ask('move', clerk)).toBe(NOT_THERE);
    expect(asking(role('smith'))('move', other)).toBe(NOT_THERE);
    expect(asking(role('smith'))('polish', other)).toBe(NOT_THERE);
  });

  it('is begun by whoever the input says, and refused alike if the id is taken', () => {
    const ask = asking(ofKeeper);
    expect(ask('make', other)).toBeUndefined();
    expect(ask('polish', other)).toBeUndefined();
    expect(ask('make', keeper)).toMatch(/^Forbidden/);
    expect(ask('make', keeper, mine)).toMatch(/^Forbidden/);
    expect(asking(authenticated)('make', STRANGER, mine)).toMatch(/^Forbidden/);
  });
});
