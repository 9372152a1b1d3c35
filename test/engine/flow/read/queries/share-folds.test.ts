// Folds for reads: shared where they are equal, few at a time, and no more than an operation may have.
import { describe, expect, it } from 'vitest';
import { shareFolds } from '../../../../../src/engine/flow/read/queries/share-folds.ts';
import { foldWriteModel } from '../../../../../src/engine/flow/read/queries/fold-write-model.ts';
import type { EventReader } from '../../../../../src/engine/model/event-store.ts';
import { openFoldBudget } from '../../../../../src/engine/model/fold-budget.ts';
import { LIMITS } from '../../../../../src/engine/model/limits.ts';
import { CounterEvents } from '../../../../support/counter-domain.ts';
import { counterProjection } from '../../../../support/counter-projections.ts';
import { createMemoryStore } from '../../../../support/memory-store.ts';

const anything = { version: 0, position: '0' };
const opened = (store: ReturnType<typeof createMemoryStore>, id: string, events: number) =>
  store.append(
    id,
    CounterEvents.CounterOpened({ name: id }),
    ...Array.from({ length: events - 1 }, () => CounterEvents.CounterIncremented({ by: 1 })),
  );
const requestOf = (id: string) => ({ projection: counterProjection, id, stored: undefined });

/** Whose streams are read when the test says so. */
function slow(store: EventReader) {
  const held: (() => void)[] = [];
  let most = 0;
  const events: EventReader = {
    ...store,
    readStreams: async (tails) => {
      const read = await store.readStreams(tails);
      await new Promise<void>((resolve) => {
        held.push(resolve);
        most = Math.max(most, held.length);
      });
      return read;
    },
  };
  const letGo = async (): Promise<void> => {
    for (let quiet = 0; quiet < 3; quiet += 1) {
      if (held.length > 0) quiet = 0;
      held.shift()?.();
      await new Promise((resolve) => setImmediate(resolve));
    }
  };
  return { events, letGo, most: () => most };
}

describe('folds of one document', () => {
  it('are shared by all who ask while one is under way', async () => {
    const store = createMemoryStore();
    opened(store, 'c1', 3);
    const { events, letGo } = slow(store);
    const fold = shareFolds(events);
    const all = Array.from({ length: 20 }, () => fold(requestOf('c1'), anything));
    await letGo();
    const answers = await Promise.all(all);
    expect(new Set(answers).size).toBe(1);
    expect(answers[0]).toMatchObject({ document: { version: 3 }, position: '3' });
    expect(store.calls.readStreams).toBe(1);
  });

  it('are begun again, once, for those who want more than the one under way has seen', async () => {
    const store = createMemoryStore();
    opened(store, 'c1', 3);
    const { events, letGo } = slow(store);
    const fold = shareFolds(events);
    const first = fold(requestOf('c1'), anything);
    await new Promise((resolve) => setImmediate(resolve));
    store.append('c1', CounterEvents.CounterIncremented({ by: 1 }));
    const later = Array.from({ length: 5 }, () => fold(requestOf('c1'), { version: 4, position: '4' }));
    await letGo();
    expect(await first).toMatchObject({ document: { version: 3 } });
    for (const one of await Promise.all(later)) expect(one).toMatchObject({ document: { version: 4 } });
    expect(store.calls.readStreams).toBe(2);
  });
});

it('few folds are under way at a time, and no more wait than may', async () => {
  const store = createMemoryStore();
  const ids = Array.from({ length: LIMITS.foldsAtOnce + LIMITS.foldsWaiting + 5 }, (_, at) => `c${at}`);
  for (const id of ids) opened(store, id, 1);
  const { events, letGo, most } = slow(store);
  const fold = shareFolds(events);
  const all = ids.map((id) => fold(requestOf(id), anything));
  await letGo();
  const answers = await Promise.all(all);
  expect(answers.filter((one) => one === undefined)).toHaveLength(5);
  expect(most()).toBe(LIMITS.foldsAtOnce);
  const again = fold(requestOf('c0'), anything);
  await letGo();
  expect(await again).toBeDefined();
});

describe('the budget of an operation', () => {
  it('is spent by its folds together', async () => {
    const store = createMemoryStore();
    for (const id of ['c1', 'c2', 'c3']) opened(store, id, 2000);
    const budget = openFoldBudget();
    const folded = [];
    for (const id of ['c1', 'c2', 'c3'])
      folded.push(await foldWriteModel({ ...requestOf(id), budget }, store));
    expect(folded.map((one) => one?.document?.version)).toEqual([2000, 2000, undefined]);
    expect(budget.left).toBe(1000);
    expect(await foldWriteModel(requestOf('c3'), store)).toMatchObject({ document: { version: 2000 } });
  });

  it('reads a stream that is too long once at most', async () => {
    const store = createMemoryStore();
    opened(store, 'c1', LIMITS.eventsFoldedPerRead + 1);
    const budget = openFoldBudget();
    for (let time = 0; time < 5; time += 1) {
      expect(await foldWriteModel({ ...requestOf('c1'), budget }, store)).toBeUndefined();
    }
    expect(store.calls.readStreams).toBeLessThanOrEqual(6);
  });
});

it('others get their turn while a long stream is folded', async () => {
  const store = createMemoryStore();
  opened(store, 'c1', 4901);
  let turns = 0;
  let over = false;
  const count = (): void => {
    turns += 1;
    if (!over) setImmediate(count);
  };
  setImmediate(count);
  const folded = await shareFolds(store)(requestOf('c1'), anything);
  over = true;
  expect(folded).toMatchObject({ document: { version: 4901, body: { count: 4900 } } });
  expect(turns).toBeGreaterThan(15);
});
