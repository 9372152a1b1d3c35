import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { CommandBusOptions } from '../../../../src/engine/flow/accept/commands/create-command-bus.ts';
import type { CommandOutcome } from '../../../../src/engine/model/outcome.ts';
import { allEvents } from '../../../support/appends.ts';
import { openBus, receiptOf, resultOf, type TestBus, type TestStore } from '../../../support/command-bus.ts';
import { MOST } from '../../../support/counter-domain.ts';
import { withDatabase } from '../../../support/servers.ts';

const database = withDatabase('test');
let ann: TestBus;
let bob: TestBus;
beforeEach(() => {
  ann = openBus(database().url);
  bob = openBus(database().url);
});
afterEach(() => Promise.all([ann.close(), bob.close()]));

const newCounter = async (): Promise<string> =>
  receiptOf(await ann.send('openCounter', { name: 'c' })).streamId;
const each = <Result>(count: number, run: (index: number) => Promise<Result>): Promise<Result[]> =>
  Promise.all(Array.from({ length: count }, (_, index) => run(index)));
const busOf = (index: number): TestBus => (index % 2 === 0 ? ann : bob);

function tally(outcomes: readonly CommandOutcome[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const outcome of outcomes) counts[resultOf(outcome)] = (counts[resultOf(outcome)] ?? 0) + 1;
  return counts;
}

async function eventsOf(category: string, id: string) {
  const { streams } = await ann.store.readStreams([{ stream: `${category}/${id}`, after: 0 }]);
  return streams[0] ?? [];
}

describe('a command sent 1000 times at once to two processes', () => {
  test('is done once, and each answer is the same receipt', async () => {
    const counterId = await newCounter();
    const command = { commandId: randomUUID(), counterId, by: 1 };
    const outcomes = await each(1_000, (index) => busOf(index).send('increment', command));
    const counts = tally(outcomes);
    expect(counts).toEqual({ OK: 1, REPLAYED: 999 });
    const receipts = new Set(
      outcomes.map((outcome) => JSON.stringify({ ...receiptOf(outcome), replayed: null })),
    );
    expect(receipts.size).toBe(1);
    expect(await eventsOf('counter', counterId)).toHaveLength(2);
  });

  test('is refused once, if it is refused', async () => {
    const counterId = await newCounter();
    const command = { commandId: randomUUID(), counterId, by: MOST + 1 };
    const outcomes = await each(1_000, (index) => busOf(index).send('increment', command));
    expect(tally(outcomes)).toEqual({ COUNTER_TOO_HIGH: 1_000 });
  });

  test('is done once, if it creates something and has no id yet', async () => {
    const command = { commandId: randomUUID(), name: 'c' };
    const outcomes = await each(100, (index) => busOf(index).send('openCounter', command));
    expect(tally(outcomes)).toEqual({ OK: 1, REPLAYED: 99 });
    expect(await ann.store.head()).toBe('1');
  });
});

describe('a hot stream', () => {
  test('of one process has no conflicts', async () => {
    const counterId = await newCounter();
    const outcomes = await each(120, () => ann.send('increment', { counterId, by: 1 }));
    expect(tally(outcomes)).toEqual({ OK: 120 });
    const versions = outcomes.map((outcome) => receiptOf(outcome).version);
    expect(versions).toEqual(Array.from({ length: 120 }, (_, index) => index + 2));
  });

  test('of two processes: each command is done once, whatever the other process does', async () => {
    const counterId = await newCounter();
    const commands = Array.from({ length: 120 }, () => ({ commandId: randomUUID(), counterId, by: 1 }));
    const outcomes = await each(120, (index) => busOf(index).send('increment', commands[index] ?? {}));
    expect(tally(outcomes)).toEqual({ OK: 120 });
    const causes = (await eventsOf('counter', counterId))
      .slice(1)
      .map(({ metadata }) => metadata.causationId);
    expect([...causes].sort()).toEqual(commands.map(({ commandId }) => commandId).sort());
  });

  test('that many write to beside their own has no conflicts within one process', async () => {
    const counterId = await newCounter();
    const outcomes = await each(60, (index) =>
      index % 3 === 0
        ? ann.send('increment', { counterId, by: 1 })
        : ann.send('awardBadge', { counterId, title: 't', bonus: 1 }),
    );
    expect(tally(outcomes)).toEqual({ OK: 60 });
    expect(await eventsOf('counter', counterId)).toHaveLength(61);
  });

  test('may be met from two sides without a deadlock', async () => {
    const [one, two] = [await newCounter(), await newCounter()];
    const outcomes = await each(60, (index) =>
      busOf(index).send('awardBadge', {
        badgeId: `b${index % 4}`,
        counterId: index % 3 === 0 ? one : two,
        title: 't',
        bonus: 1,
      }),
    );
    expect(tally(outcomes)).toEqual({ OK: 4, ALREADY_EXISTS: 56 });
    const bonuses = (await allEvents(ann.store)).filter(({ type }) => type === 'CounterIncremented');
    expect(bonuses).toHaveLength(4);
  });
});

describe('what a process remembers', () => {
  test('decides nothing wrongly when another process has gone on', async () => {
    const counterId = await newCounter();
    await ann.send('increment', { counterId, by: 1 });
    await bob.send('increment', { counterId, by: MOST - 1 });
    expect(resultOf(await ann.send('increment', { counterId, by: 1 }))).toBe('COUNTER_TOO_HIGH');
    await bob.send('increment', { counterId, by: -5 });
    expect(resultOf(await ann.send('increment', { counterId, by: 5 }))).toBe('OK');
    expect(resultOf(await bob.send('awardBadge', { counterId, title: 't', bonus: 1 }))).toBe(
      'COUNTER_TOO_HIGH',
    );
    await ann.send('increment', { counterId, by: -1 });
    expect(resultOf(await bob.send('awardBadge', { counterId, title: 't', bonus: 1 }))).toBe('OK');
  });

  test('is forgotten when the store was restored to the past', async () => {
    const counterId = await newCounter();
    await ann.send('increment', { counterId, by: 1 });
    await ann.send('increment', { counterId, by: MOST - 1 });
    expect(resultOf(await ann.send('increment', { counterId, by: 1 }))).toBe('COUNTER_TOO_HIGH');
    await restoreTo(2);
    expect(resultOf(await ann.send('increment', { counterId, by: 5 }))).toBe('OK');
    expect(await eventsOf('counter', counterId)).toMatchObject([
      {},
      { data: { by: 1 } },
      { data: { by: 5 } },
    ]);
  });

  test.for([
    ['to the version it remembers', 1],
    ['beyond the version it remembers', 3],
  ] as const)('decides nothing when another past has come %s', async ([, growth]) => {
    const counterId = await newCounter();
    const badgeOf = (title: string) => ann.send('awardBadge', { counterId, title });
    const before = await ann.store.head();
    await ann.send('increment', { counterId, by: MOST - 7 });
    expect(resultOf(await badgeOf('before'))).toBe('OK');
    await restoreTo(Number(before));
    // Another process brings the counter to a small count, and the head beyond the lost one.
    for (let n = 0; n < growth; n += 1) await bob.send('increment', { counterId, by: 1 });
    await bob.send('markTally', { mark: 'm' });
    await bob.send('markTally', { mark: 'm' });
    expect(resultOf(await ann.send('awardBadge', { counterId, title: 't', bonus: MOST - 5 }))).toBe('OK');
    expect(await ann.send('increment', { counterId, by: MOST })).toMatchObject({
      rejection: { code: 'COUNTER_TOO_HIGH', data: { count: growth + MOST - 5 } },
    });
  });

  async function restoreTo(position: number): Promise<void> {
    await query(
      `ALTER TABLE "Event" DISABLE TRIGGER ALL; DELETE FROM "Event" WHERE "position" > ${position};
       ALTER TABLE "Event" ENABLE ALWAYS TRIGGER "Event_append_only"`,
    );
  }

  async function query(sql: string): Promise<void> {
    const client = new pg.Client({ connectionString: database().url });
    await client.connect();
    await client.query(sql);
    await client.end();
  }
});

describe('a conflict with another process', () => {
  /** Lets another process write to the counter before each of the first `times` appends to it. */
  const interfering =
    (counterId: string, times: number) =>
    (store: TestStore): CommandBusOptions['store'] => {
      let left = times;
      return {
        ...store,
        append: async (commands) => {
          const writes = commands.flatMap(({ streams }) => streams.map(({ stream }) => stream));
          if (writes.includes(`counter/${counterId}`)) left -= 1;
          else return store.append(commands);
          if (left >= 0) receiptOf(await bob.send('increment', { counterId, by: 10 }));
          return store.append(commands);
        },
      };
    };

  test('is decided again on what the other has done', async () => {
    const counterId = await newCounter();
    const bus = openBus(database().url, {}, interfering(counterId, 5));
    expect(receiptOf(await bus.send('increment', { counterId, by: 1 }))).toMatchObject({
      version: 7,
      replayed: false,
    });
    await bus.close();
  });

  test('may turn out to be a refusal', async () => {
    const counterId = await newCounter();
    const bus = openBus(database().url, {}, interfering(counterId, 1));
    expect(resultOf(await bus.send('increment', { counterId, by: MOST - 5 }))).toBe('COUNTER_TOO_HIGH');
    await bus.close();
  });

  test('with an expected version is a refusal at once', async () => {
    const counterId = await newCounter();
    const bus = openBus(database().url, {}, interfering(counterId, 1));
    expect(await bus.send('increment', { counterId, by: 1, expectedVersion: 1 })).toMatchObject({
      rejection: { code: 'VERSION_CONFLICT', data: { expectedVersion: 1, actualVersion: 2 } },
    });
    await bus.close();
  });

  test('that does not end is decided with the store to itself at last', async () => {
    const counterId = await newCounter();
    const bus = openBus(database().url, {}, interfering(counterId, Infinity));
    const outcomes = await Promise.all([
      bus.send('increment', { counterId, by: 1 }),
      bus.send('openCounter', { name: 'beside' }),
    ]);
    expect(outcomes.map(resultOf)).toEqual(['OK', 'OK']);
    expect((await eventsOf('counter', counterId)).map(({ data }) => data)).toMatchObject([
      { name: expect.any(String) },
      ...Array.from({ length: 5 }, () => ({ by: 10 })),
      { by: 1 },
    ]);
    await bus.close();
  });

  test('is an answer, which is not kept, where nothing is tried again', async () => {
    const counterId = await newCounter();
    const bus = openBus(database().url, { conflictRetries: 0 }, interfering(counterId, 1));
    const command = { commandId: randomUUID(), counterId, by: 1 };
    expect(await bus.send('increment', command)).toMatchObject({
      commandId: command.commandId,
      rejection: { code: 'VERSION_CONFLICT', data: { expectedVersion: 1, actualVersion: 2 } },
    });
    expect(resultOf(await bus.send('increment', command))).toBe('OK');
    await bus.close();
  });

  test('of a fact is decided again, a refusal too, and a fact that keeps moving is stopped', async () => {
    const counterId = await newCounter();
    const badgeId = randomUUID();
    let late = false;
    const bus = openBus(database().url, {}, (store) => ({
      ...store,
      append: async (commands) => {
        const rests = commands.flatMap(({ guards = [] }) => guards.map(({ stream }) => stream));
        const isFact = rests.includes(`counter/${counterId}`);
        if (isFact) receiptOf(await bob.send('increment', { counterId, by: 10 }));
        if (rests.includes('counter/late') && !late) {
          late = true;
          receiptOf(await bob.send('openCounter', { counterId: 'late', name: 'late' }));
        }
        return store.append(commands);
      },
    }));
    expect(resultOf(await bus.send('awardBadge', { badgeId, counterId, title: 't' }))).toBe('OK');
    expect(await eventsOf('counter', counterId)).toHaveLength(4);
    expect(resultOf(await bus.send('awardBadge', { counterId: 'late', title: 't' }))).toBe('OK');
    await bus.close();
  });
});
