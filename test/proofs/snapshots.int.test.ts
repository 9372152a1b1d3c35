// What a snapshot saves: the first decision of a process on a long stream, from its snapshot and from all of its events.
import { randomUUID } from 'node:crypto';
import { expect, it, vi } from 'vitest';
import { openBus, receiptOf, type TestBus } from '../support/command-bus.ts';
import { figures, sized } from '../support/proof.ts';
import { withDatabase } from '../support/servers.ts';

const LENGTHS = sized([200], [200, 1000, 5000, 20_000]);
const ROUNDS = sized(3, 15);
const EVERY = 200;

vi.setConfig({ testTimeout: 60_000 + 30 * Math.max(...LENGTHS) });
const database = withDatabase();

it.each(LENGTHS)('a stream of %i events', async (events) => {
  const counterId = randomUUID();
  const writer = openBus(database().url, { snapshotEvery: EVERY });
  await writer.send('openCounter', { counterId, name: 'n' });
  for (let n = 1; n < events; n += 1) receiptOf(await writer.send('increment', { counterId, by: 1 }));
  await writer.close();
  const times = { with: [] as number[], without: [] as number[] };
  for (let round = 0; round < ROUNDS; round += 1) {
    times.with.push(await firstDecision({ snapshotEvery: EVERY }, counterId));
    times.without.push(await firstDecision({ snapshotEvery: EVERY, keeps: false }, counterId));
  }
  const [from, whole] = [median(times.with), median(times.without)];
  expect(from).toBeGreaterThan(0);
  figures('the first decision on a stream', {
    events,
    'from a snapshot (ms)': Number(from.toFixed(1)),
    'from all events (ms)': Number(whole.toFixed(1)),
  });
});

/** In a process of its own, as far as states are concerned; its connections are open. */
async function firstDecision(
  { keeps = true, ...options }: { readonly snapshotEvery: number; readonly keeps?: boolean },
  counterId: string,
): Promise<number> {
  const withoutSnapshots = (store: TestBus['store']) => {
    const { snapshots: _, ...rest } = store;
    return rest;
  };
  const bus = openBus(database().url, options, keeps ? undefined : withoutSnapshots);
  try {
    await bus.send('openCounter', { counterId: randomUUID(), name: 'warm' });
    const began = performance.now();
    await bus.send('increment', { counterId, by: 0 });
    return performance.now() - began;
  } finally {
    await bus.close();
  }
}

const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
