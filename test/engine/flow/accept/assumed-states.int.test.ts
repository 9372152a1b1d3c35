// Decisions on states that were the newest a moment ago: no look at the store, and never another answer than with one.
import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import fc from 'fast-check';
import { beforeEach, describe, expect, test } from 'vitest';
import { defineDecider } from '../../../../src/engine/definitions/decider.ts';
import { fact } from '../../../../src/engine/definitions/reference.ts';
import type { CommandBusOptions } from '../../../../src/engine/flow/accept/commands/create-command-bus.ts';
import {
  receiptOf,
  resultOf,
  type TestBus,
  type TestStore,
  withBuses,
} from '../../../support/command-bus.ts';
import {
  BadgeCommands,
  BadgeEvents,
  counterReference,
  MOST,
  testDeciders,
} from '../../../support/counter-domain.ts';
import { withDatabase } from '../../../support/servers.ts';

const database = withDatabase();
const openBus = withBuses();
let counterId: string;

beforeEach(() => {
  counterId = randomUUID();
});

/** A process of its own. */
function open(options: Partial<CommandBusOptions> = {}) {
  const counts = { reads: 0, appends: 0 };
  const watched = (store: TestStore): CommandBusOptions['store'] => ({
    ...store,
    readStreams: (asked) => {
      counts.reads += 1;
      return store.readStreams(asked);
    },
    append: (commands) => {
      counts.appends += 1;
      return store.append(commands);
    },
  });
  const bus = openBus(database().url, options, watched);
  const since = () => {
    const { reads, appends } = counts;
    Object.assign(counts, { reads: 0, appends: 0 });
    return { reads, appends };
  };
  return { ...bus, since };
}

const increment = (bus: TestBus, by: number) => bus.send('increment', { counterId, by });

describe('a process that writes to a stream alone', () => {
  test('reads nothing once the store has answered', async () => {
    const bus = open();
    receiptOf(await bus.send('openCounter', { counterId, name: 'n' }));
    for (let n = 1; n <= 5; n += 1) expect(receiptOf(await increment(bus, n)).version).toBe(n + 1);
    expect(bus.since()).toEqual({ reads: 1, appends: 6 });
    expect(await increment(bus, MOST)).toMatchObject({ rejection: { data: { count: 15 } } });
    expect(bus.since()).toEqual({ reads: 0, appends: 1 });
  });

  test('looks first where the store has not answered for a second', async () => {
    const bus = open();
    receiptOf(await bus.send('openCounter', { counterId, name: 'n' }));
    await sleep(1_100);
    bus.since();
    receiptOf(await increment(bus, 1));
    expect(bus.since()).toEqual({ reads: 1, appends: 1 });
  });

  test('knows where its facts stand, also those that it has written itself', async () => {
    const bus = open();
    await bus.send('openCounter', { counterId, name: 'n' });
    const award = (bonus: number) => bus.send('awardBadge', { counterId, title: 't', bonus });
    receiptOf(await award(3));
    bus.since();
    receiptOf(await award(4));
    expect(bus.since()).toEqual({ reads: 0, appends: 1 });
    expect(await increment(bus, MOST)).toMatchObject({ rejection: { data: { count: 7 } } });
  });
});

describe('a stream that another process has moved', () => {
  test('is read after the conflict, and each time for a while', async () => {
    const [one, other] = [open(), open()];
    await one.send('openCounter', { counterId, name: 'n' });
    receiptOf(await increment(other, 5));
    one.since();
    expect(receiptOf(await increment(one, 1)).version).toBe(3);
    expect(one.since()).toEqual({ reads: 1, appends: 2 });
    receiptOf(await increment(one, 1));
    expect(one.since()).toEqual({ reads: 1, appends: 1 });
  });

  test('is decided on as it is, accepted or refused', async () => {
    const [one, other] = [open(), open()];
    await one.send('openCounter', { counterId, name: 'n' });
    receiptOf(await increment(other, MOST - 1));
    const refused = { code: 'COUNTER_TOO_HIGH', data: { count: MOST - 1 } };
    expect(await increment(one, 2)).toMatchObject({ accepted: false, stored: true, rejection: refused });
    receiptOf(await increment(other, -5));
    expect(receiptOf(await increment(one, 2)).version).toBe(4);
  });

  test('counts no conflict, so that a process that may not try again is right as well', async () => {
    const conflicts: string[] = [];
    const meter = { done: () => {}, conflict: (command: string) => void conflicts.push(command) };
    const [one, other] = [open({ conflictRetries: 0, meter }), open()];
    await one.send('openCounter', { counterId, name: 'n' });
    receiptOf(await increment(other, 5));
    expect(receiptOf(await increment(one, 1)).version).toBe(3);
    expect(conflicts).toEqual([]);
  });

  test('refuses nothing that is not stored before it was looked at', async () => {
    const [one, other] = [open(), open()];
    expect(resultOf(await increment(one, 1))).toBe('NOT_FOUND');
    receiptOf(await other.send('openCounter', { counterId, name: 'n' }));
    expect(receiptOf(await increment(one, 1)).version).toBe(2);
    receiptOf(await increment(other, 1));
    expect(receiptOf(await one.send('increment', { counterId, by: 1, expectedVersion: 3 })).version).toBe(4);
  });
});

/** Badges that are awarded as `decide` says, by what it is told of the counter. */
function badgesBy(advisory: boolean, titleBy: (count: number, bonus: number) => string) {
  const nothing: { readonly title: string } = { title: '' };
  const decider = defineDecider({
    commands: BadgeCommands,
    events: BadgeEvents,
    initialState: nothing,
    facts: { awardBadge: ({ counterId: of }) => ({ counter: fact(counterReference, of, { advisory }) }) },
    decide: {
      awardBadge: (_badge, { counterId: of, bonus = 0 }, { counter }) =>
        BadgeEvents.BadgeAwarded({ counterId: of, title: titleBy(counter?.count ?? NaN, bonus) }),
      retitleBadge: (_badge, { title }) => BadgeEvents.BadgeRetitled({ title }),
    },
    evolve: {
      BadgeAwarded: (_badge, { title }) => ({ title }),
      BadgeRetitled: (_badge, { title }) => ({ title }),
    },
  });
  return { deciders: [...testDeciders.filter(({ category }) => category !== 'badge'), decider] };
}

const titlesIn = async ({ store }: TestBus) =>
  (await store.readFrom('1', 100)).flatMap(({ type, data }) =>
    type === 'BadgeAwarded' && Reflect.get(data as object, 'counterId') === counterId
      ? [String(Reflect.get(data as object, 'title'))]
      : [],
  );

test('facts that nobody compares are read', async () => {
  const [one, other] = [open(badgesBy(true, String)), open()];
  await other.send('openCounter', { counterId, name: 'n' });
  for (const by of [1, 2]) {
    receiptOf(await increment(other, by));
    receiptOf(await one.send('awardBadge', { counterId, title: '' }));
  }
  expect(await titlesIn(one)).toEqual(['1', '3']);
});

test('a decider that throws at what does not make sense together is asked again with what is read', async () => {
  const least = (count: number, bonus: number): string => {
    if (count >= bonus) return String(count);
    throw new Error('The counter has gone back.');
  };
  const [one, other] = [open(badgesBy(false, least)), open()];
  await other.send('openCounter', { counterId, name: 'n' });
  const award = (bonus: number) => one.send('awardBadge', { counterId, title: '', bonus });
  receiptOf(await award(0));
  receiptOf(await increment(other, 5));
  receiptOf(await award(5));
  expect(await titlesIn(one)).toEqual(['0', '5']);
  await expect(award(6)).rejects.toMatchObject({ code: 'COMMAND_FAILED' });
});

test('however commands of two processes come together, the sum is that of what was accepted', async () => {
  const sent = fc.record({ by: fc.integer({ min: 1, max: 400_000 }), process: fc.constantFrom(0, 1) });
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.array(sent, { minLength: 1, maxLength: 4 }), { maxLength: 6 }),
      async (waves) => {
        counterId = randomUUID();
        const processes = [open(), open()] as const;
        await processes[0].send('openCounter', { counterId, name: 'n' });
        let sum = 0;
        for (const wave of waves) {
          const outcomes = await Promise.all(
            wave.map(({ by, process }) => increment(processes[process], by)),
          );
          wave.forEach(({ by }, index) => {
            if (outcomes[index]?.accepted) sum += by;
          });
        }
        const { streams } = await processes[0].store.readStreams([
          { stream: `counter/${counterId}`, after: 1 },
        ]);
        const stored = streams
          .flat()
          .reduce((total, { data }) => total + Number(Reflect.get(data as object, 'by')), 0);
        expect(stored).toBe(sum);
        expect(sum).toBeLessThanOrEqual(MOST);
        const probe = await increment(processes[1], MOST);
        expect(probe).toMatchObject(sum === 0 ? { accepted: true } : { rejection: { data: { count: sum } } });
        await Promise.all(processes.map((bus) => bus.close()));
      },
    ),
    { numRuns: 15 },
  );
});
