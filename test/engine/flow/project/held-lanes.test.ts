// A lane goes on from where this process has left it, with what it has in memory of it: never over what others did.
import fc from 'fast-check';
import { beforeEach, describe, expect, test } from 'vitest';
import {
  memoryLaneStore,
  type MemoryLaneStore,
} from '../../../../src/engine/stores/memory/memory-lane-store.ts';
import { BadgeEvents, CounterEvents, TallyEvents } from '../../../support/counter-domain.ts';
import { badgeProjection } from '../../../support/counter-projections.ts';
import {
  around,
  dumpLive,
  laneExpected,
  never,
  worker,
  type HarnessOptions,
} from '../../../support/lane-harness.ts';
import { memoryEventReader, type MemoryEventReader } from '../../../support/memory-event-reader.ts';
import { appendSteps, shelfProjection, shelfStep } from '../../../support/shelf-projection.ts';

const { BadgeAwarded, BadgeRetitled } = BadgeEvents;
const lane = { projection: badgeProjection.name, lane: 0 };

let reader: MemoryEventReader;
let store: MemoryLaneStore;
let steps: string[];
beforeEach(() => {
  reader = memoryEventReader();
  store = memoryLaneStore();
  steps = [];
  reader.append('c1', CounterEvents.CounterOpened({ name: 'one' }));
  reader.append('b1', BadgeAwarded({ counterId: 'c1', title: 'first' }));
});

/** A process whose steps at the store are counted. */
function processOf(options: Partial<HarnessOptions> = {}) {
  const counted = around(store, (step, call) => {
    steps.push(step);
    return call();
  });
  const projector = worker({ projection: badgeProjection, reader, store: counted, ...options });
  return {
    turn: () => projector.turn(lane, never),
    goOn: async (mayStay = false) => {
      steps = [];
      await projector.goOn(lane, never, mayStay);
      return steps;
    },
  };
}

async function expectRight(): Promise<void> {
  const { position, texts } = await dumpLive(store, lane);
  expect(position).toBe(String(reader.events.length));
  expect(texts).toEqual(await laneExpected(badgeProjection, reader.events, 0));
}

describe('a lane that this process has brought to the head', () => {
  test('goes on with one commit, of documents that it has in memory', async () => {
    const { turn, goOn } = processOf();
    await turn();
    reader.append('b1', BadgeRetitled({ title: 'second' }));
    expect(await goOn()).toEqual(['commit']);
    reader.append('b1', BadgeRetitled({ title: 'third' }));
    expect(await goOn()).toEqual(['commit']);
    await expectRight();
  });

  test('has nothing to do at the head, and is still held', async () => {
    const { turn, goOn } = processOf();
    await turn();
    expect(await goOn()).toEqual([]);
    expect(await turn()).toBe('atHead');
    reader.append('b1', BadgeRetitled({ title: 'second' }));
    expect(await goOn()).toEqual(['commit']);
    await expectRight();
  });

  test('may stay behind events of which it folds none, and is moved past all of them by one commit', async () => {
    const { turn, goOn } = processOf();
    await turn();
    for (let n = 0; n < 3; n += 1) {
      reader.append('t1', TallyEvents.TallyMarked({ mark: 'x' }));
      expect(await goOn(true)).toEqual([]);
    }
    expect((await dumpLive(store, lane)).position).toBe('2');
    expect(await goOn()).toEqual(['commit']);
    await expectRight();
  });

  test('does not stay where one of the events is its own', async () => {
    const { turn, goOn } = processOf();
    await turn();
    reader.append('t1', TallyEvents.TallyMarked({ mark: 'x' }));
    expect(await goOn(true)).toEqual([]);
    reader.append('b1', BadgeRetitled({ title: 'second' }));
    expect(await goOn(true)).toEqual(['commit']);
    await expectRight();
  });

  test('that another process has moved since is refused once, and then left to it', async () => {
    const [one, other] = [processOf(), processOf()];
    await one.turn();
    reader.append('b1', BadgeRetitled({ title: 'second' }));
    await other.turn();
    reader.append('b1', BadgeRetitled({ title: 'third' }));
    expect(await one.goOn()).toEqual(['commit']);
    expect((await dumpLive(store, lane)).position).toBe('3');
    expect(await one.goOn()).toEqual([]);
    expect(await other.goOn()).toEqual(['commit']);
    await expectRight();
  });

  test('whose documents are lost as a whole is left to the next turn', async () => {
    const { turn, goOn } = processOf();
    await turn();
    store.flushAll();
    reader.append('b1', BadgeRetitled({ title: 'second' }));
    expect(await goOn()).toEqual(['commit']);
    expect(await goOn()).toEqual([]);
    expect(await turn()).toBe('atHead');
    await expectRight();
  });

  test('is not gone on with in another past of the store', async () => {
    const { turn, goOn } = processOf();
    await turn();
    reader.renew();
    reader.append('b1', BadgeRetitled({ title: 'second' }));
    expect(await goOn()).toEqual([]);
  });

  test('that stops is told of by the next turn', async () => {
    const { turn, goOn } = processOf({ breaker: { most: 0 } });
    await turn();
    reader.append('b2', BadgeRetitled({ title: 'of nothing' }));
    expect(await goOn()).not.toContain('commit');
    expect(await turn()).toBe('stopped');
  });
});

test('a lane that this process has not brought to the head is left alone', async () => {
  const { goOn } = processOf();
  expect(await goOn()).toEqual([]);
  await processOf().turn();
  const second = processOf();
  expect(await second.turn()).toBe('atHead');
  reader.append('b1', BadgeRetitled({ title: 'second' }));
  expect(await second.goOn()).toEqual([]);
});

test('however two processes turn, go on and lose their memory, the documents are those of one undisturbed turn', async () => {
  const move = fc.record({
    events: fc.array(shelfStep, { maxLength: 8 }),
    by: fc.constantFrom(0, 1),
    verb: fc.constantFrom('turn', 'goOn', 'goOn'),
    loses: fc.integer({ min: 0, max: 9 }).map((n) => n === 0),
    mayStay: fc.boolean(),
  });
  const shelf = { projection: 'shelf', lane: 0 };
  await fc.assert(
    fc.asyncProperty(fc.array(move, { minLength: 1, maxLength: 20 }), fc.scheduler(), async (moves, s) => {
      const events = memoryEventReader();
      const memory = memoryLaneStore();
      const scheduled = around(memory, async (step, call) => {
        await s.schedule(Promise.resolve(), step);
        return call();
      });
      const start = () => worker({ projection: shelfProjection, reader: events, store: scheduled });
      const workers = [start(), start()];
      const running: Promise<unknown>[] = [];
      for (const { events: some, by, verb, loses, mayStay } of moves) {
        appendSteps(events, some);
        if (loses) workers[by] = start();
        running.push(workers[by]?.[verb](shelf, never, mayStay) ?? Promise.resolve());
      }
      await s.waitFor(Promise.all(running));
      await s.waitFor(Promise.all(workers.map((each) => each.goOn(shelf, never, false))));
      expect(
        await worker({ projection: shelfProjection, reader: events, store: memory }).turn(shelf, never),
      ).toBe('atHead');
      const { position, texts } = await dumpLive(memory, shelf);
      expect(position).toBe(String(events.events.length));
      expect(texts).toEqual(await laneExpected(shelfProjection, events.events, 0));
    }),
    { numRuns: 60 },
  );
});
