import { randomUUID } from 'node:crypto';
import { beforeEach, expect, test } from 'vitest';
import type { CommandBusOptions } from '../../../../src/engine/flow/accept/commands/create-command-bus.ts';
import { deciderFold } from '../../../../src/engine/flow/accept/deciders/folds.ts';
import { defineDecider } from '../../../../src/engine/definitions/decider.ts';
import type { StreamTail } from '../../../../src/engine/model/event-store.ts';
import { silentLogger, type Logger } from '../../../../src/engine/model/logger.ts';
import { receiptOf, type TestBus, type TestStore, withBuses } from '../../../support/command-bus.ts';
import {
  counterDecider,
  MOST,
  TallyCommands,
  tallyDecider,
  TallyEvents,
} from '../../../support/counter-domain.ts';
import { withDatabase } from '../../../support/servers.ts';

const database = withDatabase();
const foldId = deciderFold(counterDecider).id;
const openBus = withBuses();
let counterId: string;

beforeEach(() => {
  counterId = randomUUID();
});

/** A process of its own, with nothing in memory. */
function open(options: Partial<CommandBusOptions> = {}) {
  const tails: StreamTail[] = [];
  const watched = (store: TestStore): CommandBusOptions['store'] => ({
    ...store,
    readStreams: (asked) => {
      tails.push(...asked);
      return store.readStreams(asked);
    },
  });
  const bus = openBus(database().url, { snapshotEvery: 20, ...options }, watched);
  return { ...bus, tails };
}

const snapshotOf = async (bus: TestBus, hash = foldId) =>
  (await bus.store.snapshots.load([{ stream: `counter/${counterId}`, foldId: hash }]))[0];

async function grow(bus: TestBus, times: number): Promise<void> {
  for (let n = 1; n <= times; n += 1) receiptOf(await bus.send('increment', { counterId, by: n }));
}

test('a long stream is decided from its snapshot and the tail, as from all its events', async () => {
  const first = open();
  await first.send('openCounter', { counterId, name: 'n' });
  await grow(first, 30);
  await first.closeBus();
  const snapshot = await snapshotOf(first);
  expect(snapshot).toMatchObject({ version: 20, state: { name: 'n', count: 190 } });

  for (const options of [{}, { snapshotEvery: 1_000_000 }]) {
    const cold = open(options);
    expect(await cold.send('increment', { counterId, by: MOST })).toMatchObject({
      rejection: { data: { count: 465 } },
    });
    expect(cold.tails).toEqual([
      { stream: `counter/${counterId}`, after: 20, afterId: snapshot?.lastEventId },
    ]);
  }
});

test('a decider says how often, or never', async () => {
  const { snapshotEvery: _, ...rest } = counterDecider;
  const often = { ...rest, snapshotEvery: 5 };
  const bus = open({ deciders: [often] });
  await bus.send('openCounter', { counterId, name: 'n' });
  await grow(bus, 11);
  await bus.closeBus();
  expect(await snapshotOf(bus)).toMatchObject({ version: 10 });

  counterId = randomUUID();
  const never = open({ deciders: [{ ...rest, snapshotEvery: Infinity }] });
  await never.send('openCounter', { counterId, name: 'n' });
  await grow(never, 30);
  await never.closeBus();
  expect(await snapshotOf(never)).toBe(undefined);
});

test('the next snapshot replaces it', async () => {
  const bus = open();
  await bus.send('openCounter', { counterId, name: 'n' });
  await grow(bus, 58);
  await bus.closeBus();
  expect(await snapshotOf(bus)).toMatchObject({ version: 40 });
  const again = open();
  await again.send('increment', { counterId, by: 1 });
  await again.closeBus();
  expect(await snapshotOf(again)).toMatchObject({ version: 60 });
});

test('one made by other code is not believed', async () => {
  const bus = open();
  await bus.send('openCounter', { counterId, name: 'n' });
  const [event] = await bus.store.readFrom(await bus.store.head(), 1);
  await bus.store.snapshots.save({
    stream: `counter/${counterId}`,
    foldId: 'older code',
    version: 1,
    lastEventId: event?.id ?? '',
    state: { count: MOST },
  });
  const cold = open();
  receiptOf(await cold.send('increment', { counterId, by: 1 }));
  expect(cold.tails).toEqual([{ stream: `counter/${counterId}`, after: 0 }]);
});

test('facts are folded from their events, never from a snapshot', async () => {
  const bus = open();
  await bus.send('openCounter', { counterId, name: 'n' });
  await grow(bus, 25);
  await bus.closeBus();
  const cold = open();
  receiptOf(await cold.send('awardBadge', { counterId, title: 't', bonus: 1 }));
  expect(cold.tails).toContainEqual({ stream: `counter/${counterId}`, after: 0 });
});

test('a state that JSON would change is kept in memory only, and that is said', async () => {
  const marks: Readonly<{ marks: ReadonlyMap<string, number> }> = { marks: new Map() };
  const mapping = defineDecider({
    commands: TallyCommands,
    events: TallyEvents,
    initialState: marks,
    decide: {
      markTally: (state, { mark }) => TallyEvents.TallyMarked({ mark: `${mark}${state.marks.size}` }),
    },
    evolve: { TallyMarked: (state, { mark }) => ({ marks: new Map([...state.marks, [mark, 1]]) }) },
  });
  const warnings: string[] = [];
  const note = (_fields: object, message: string): void => {
    warnings.push(message);
  };
  const logger: Logger = { ...silentLogger, info: note, warn: note, error: note };
  const bus = open({ deciders: [mapping], snapshotEvery: 2, logger });
  for (let n = 0; n < 5; n += 1) receiptOf(await bus.send('markTally', { tallyId: counterId, mark: 'm' }));
  await bus.closeBus();
  expect(warnings).toContain(
    'the state of a long stream is not plain JSON, so no snapshot of it can be kept',
  );
  expect(
    await bus.store.snapshots.load([{ stream: `tally/${counterId}`, foldId: deciderFold(mapping).id }]),
  ).toEqual([undefined]);
  expect(deciderFold(mapping).id).not.toBe(deciderFold(tallyDecider).id);
});
