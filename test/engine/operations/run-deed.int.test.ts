// Deeds of operators over the real table: once by id, with what became of them, for good.
import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import type { Deed } from '../../../src/engine/model/operations.ts';
import { runDeed } from '../../../src/engine/operations/run-deed.ts';
import { defineVerb, done, refused, verbTable } from '../../../src/engine/operations/verbs.ts';
import { openDatabase, type Database } from '../../../src/engine/postgres/database.ts';
import { operatorCommands } from '../../../src/engine/stores/postgres/operator-commands.ts';
import { withDatabase } from '../../support/servers.ts';

const database = withDatabase();
let opened: Database;
let client: pg.Client;
let runs: string[] = [];
let fails = false;

beforeAll(async () => {
  opened = openDatabase({ databaseUrl: database().url, poolSize: 4 });
  client = new pg.Client({ connectionString: database().url });
  await client.connect();
});
afterAll(async () => {
  await client.end();
  await opened.close();
});
beforeEach(() => {
  runs = [];
  fails = false;
});

const verbs = verbTable([
  defineVerb('rebuildProjection', {
    input: z.strictObject({ projection: z.string() }),
    run: async ({ projection }, { at }) => {
      runs.push(projection);
      if (fails) throw new Error('away');
      if (projection === 'none') return refused('NOT_FOUND', 'There is no projection none.');
      return done({ projection, at, run: runs.length });
    },
  }),
  defineVerb('discardDeadLetter', {
    input: z.strictObject({ id: z.string() }),
    needsReason: true,
    run: async ({ id }) => done({ id }),
  }),
]);

const commands = () => operatorCommands(opened);
const run = (deed: Partial<Deed>) => runDeed({ verbs, commands: commands() }, deedOf(deed));
const deedOf = (deed: Partial<Deed>): Deed => ({
  verb: 'rebuildProjection',
  commandId: randomUUID(),
  principal: 'ann',
  reason: undefined,
  input: { projection: 'order' },
  ...deed,
});

describe('a deed', () => {
  it('is done once by its id, and has its first outcome ever after', async () => {
    const commandId = randomUUID();
    const first = await run({ commandId });
    expect(first).toMatchObject({ done: true, replayed: false, result: { projection: 'order', run: 1 } });
    expect(await run({ commandId })).toEqual({ ...first, replayed: true });
    expect(runs).toEqual(['order']);
  });

  it('that was refused is refused again, and not tried', async () => {
    const commandId = randomUUID();
    const first = await run({ commandId, input: { projection: 'none' } });
    expect(first).toMatchObject({ done: false, code: 'NOT_FOUND', replayed: false });
    expect(await run({ commandId, input: { projection: 'none' } })).toEqual({ ...first, replayed: true });
    expect(runs).toHaveLength(1);
  });

  it.each<[string, Partial<Deed>]>([
    ['input', { input: { projection: 'product' } }],
    ['reason', { reason: 'another' }],
    ['verb', { verb: 'discardDeadLetter', reason: 'why', input: { id: 'x' } }],
  ])('with another %s can not have the same id, but that of another principal can', async (_what, other) => {
    const commandId = randomUUID();
    await run({ commandId });
    expect(await run({ commandId, ...other })).toMatchObject({ done: false, code: 'COMMAND_ID_REUSED' });
    expect(await run({ commandId, ...other, principal: 'bob' })).toMatchObject({ done: true });
  });

  it('whose process ended in the middle is under way until the same is sent again', async () => {
    const commandId = randomUUID();
    fails = true;
    await expect(run({ commandId })).rejects.toThrow('away');
    const [entry] = (await commands().page({ first: 1 })).items;
    expect(entry).toMatchObject({ commandId, outcome: undefined });
    fails = false;
    expect(await run({ commandId })).toMatchObject({ done: true, replayed: false });
    expect(await run({ commandId })).toMatchObject({ done: true, replayed: true });
  });

  it('that is sent several times at once has one outcome', async () => {
    const commandId = randomUUID();
    const outcomes = await Promise.all(Array.from({ length: 8 }, () => run({ commandId })));
    const results = outcomes.map((outcome) => (outcome.done ? outcome.result['run'] : outcome.code));
    expect(new Set(results).size).toBe(1);
    expect(outcomes.filter(({ replayed }) => !replayed)).toHaveLength(1);
  });

  it.each<[string, Partial<Deed>]>([
    ['an input that does not fit', { input: { projection: 7 } }],
    ['an input with more than it takes', { input: { projection: 'order', fast: true } }],
    ['an id that is no UUID', { commandId: 'x' }],
    ['no reason where one is needed', { verb: 'discardDeadLetter', input: { id: 'x' } }],
    ['a blank reason where one is needed', { verb: 'discardDeadLetter', input: { id: 'x' }, reason: ' ' }],
    ['a reason with control characters', { reason: 'a\u0000b' }],
  ])('with %s is refused and not written', async (_what, deed) => {
    const before = (await commands().page({ first: 100 })).items.length;
    expect(await run(deed)).toMatchObject({ done: false, code: 'VALIDATION_FAILED' });
    expect((await commands().page({ first: 100 })).items).toHaveLength(before);
    expect(runs).toEqual([]);
  });

  it('of a verb that nothing does is refused', async () => {
    expect(await run({ verb: 'undoRebuild' })).toMatchObject({ done: false, code: 'NOT_FOUND' });
  });
});

describe('the audit', () => {
  it('says by whom, when, what, why and what became of it, the newest first, in pages', async () => {
    const began = Date.now();
    const ids = [randomUUID(), randomUUID(), randomUUID()];
    for (const commandId of ids) await run({ commandId, principal: 'carol', reason: 'it was wrong' });
    const first = await commands().page({ first: 2 });
    expect(first.items.map(({ commandId }) => commandId)).toEqual([ids[2], ids[1]]);
    const [entry] = first.items;
    expect(entry).toMatchObject({
      verb: 'rebuildProjection',
      principal: 'carol',
      reason: 'it was wrong',
      input: { projection: 'order' },
      outcome: { done: true, replayed: false, result: { projection: 'order' } },
    });
    expect(Math.abs(Date.parse(entry?.at ?? '') - began)).toBeLessThan(60_000);
    const second = await commands().page({ first: 2, after: first.next });
    expect(second.items[0]?.commandId).toBe(ids[0]);
    await expect(commands().page({ first: 2, after: 'x' })).rejects.toMatchObject({ code: 'INVALID_READ' });
  });

  it('ends', async () => {
    const all = await commands().page({ first: 100 });
    expect(all.next).toBeUndefined();
    const last = await commands().page({ first: all.items.length });
    expect(last.next).toBeUndefined();
  });

  it.each([
    [
      'completed again',
      `UPDATE "OperatorCommand" SET "done" = FALSE, "code" = 'X', "message" = 'x', "result" = NULL`,
    ],
    ['given another reason', `UPDATE "OperatorCommand" SET "reason" = 'other'`],
    ['removed', 'DELETE FROM "OperatorCommand"'],
    ['emptied', 'TRUNCATE "OperatorCommand"'],
  ])('is never %s', async (_what, statement) => {
    await run({});
    await expect(client.query(statement)).rejects.toMatchObject({ code: '42501' });
  });
});
