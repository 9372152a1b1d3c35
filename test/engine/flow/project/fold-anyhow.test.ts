// However events are cut into pages, batches, commits and fan-outs, whoever is killed, doubled or late: the bytes are those
// of one undisturbed turn, and the documents those of the simplest fold.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { dumpLive, documentsExpected, laneExpected, onlyDocuments } from '../../../support/lane-harness.ts';
import { lanesOf } from '../../../../src/engine/model/lane.ts';
import { around, dyingAt, never, turnAll, untilKilled, worker } from '../../../support/lane-harness.ts';
import { memoryEventReader, type MemoryEventReader } from '../../../support/memory-event-reader.ts';
import {
  memoryLaneStore,
  type MemoryLaneStore,
} from '../../../../src/engine/stores/memory/memory-lane-store.ts';
import { appendSteps, shelfProjection, shelfStep } from '../../../support/shelf-projection.ts';

const lane = { projection: 'shelf', lane: 0 };
const limits = fc.record({
  documentsPerScript: fc.integer({ min: 3, max: 8 }),
  scriptBytes: fc.constantFrom(300, 1000, 100_000),
  documentsPerBatch: fc.constantFrom(1, 5, 1000),
  documentsKept: fc.constantFrom(0, 5, 1000),
});
const eventsPerPage = fc.constantFrom(2, 3, 7, 1000);
const steps = fc.array(shelfStep, { minLength: 1, maxLength: 60 });

async function expectRight(
  projection: typeof shelfProjection,
  reader: MemoryEventReader,
  store: MemoryLaneStore,
) {
  for (const each of lanesOf(projection)) {
    const { state, position, texts } = await dumpLive(store, each);
    expect({ state, position }).toEqual({ state: 'live', position: String(reader.events.length) });
    expect(texts).toEqual(await laneExpected(projection, reader.events, each.lane));
    expect(onlyDocuments(texts)).toEqual(documentsExpected(projection, reader.events, each.lane));
  }
}

describe('folding comes to the same', () => {
  test('in one turn or many, with any limits, in any number of lanes', async () => {
    const chunks = fc.array(steps, { minLength: 1, maxLength: 6 });
    const lanes = fc.constantFrom(1, 3);
    await fc.assert(
      fc.asyncProperty(chunks, limits, eventsPerPage, lanes, async (parts, limit, perPage, count) => {
        const projection = { ...shelfProjection, lanes: count };
        const reader = memoryEventReader();
        const store = memoryLaneStore(() => count);
        const projector = worker({ projection, reader, store, limits: limit, eventsPerPage: perPage });
        for (const part of parts) {
          appendSteps(reader, part);
          await turnAll(projector, projection);
        }
        await expectRight(projection, reader, store);
      }),
      { numRuns: 60 },
    );
  });

  test('when workers are killed at any step and others go on', async () => {
    const kills = fc.array(fc.tuple(fc.integer({ min: 1, max: 40 }), fc.constantFrom('before', 'after')), {
      maxLength: 8,
    });
    await fc.assert(
      fc.asyncProperty(steps, kills, limits, eventsPerPage, async (part, deaths, limit, perPage) => {
        const reader = memoryEventReader();
        appendSteps(reader, part);
        const store = memoryLaneStore();
        const options = { projection: shelfProjection, reader, limits: limit, eventsPerPage: perPage };
        for (const [n, when] of deaths) {
          await untilKilled(worker({ ...options, store: dyingAt(store, n, when) }).turn(lane, never));
        }
        expect(await worker({ ...options, store }).turn(lane, never)).toBe('atHead');
        await expectRight(shelfProjection, reader, store);
      }),
      { numRuns: 60 },
    );
  });

  test('when several workers are at it at once, each step at a random moment', async () => {
    await fc.assert(
      fc.asyncProperty(steps, limits, fc.scheduler(), async (part, limit, scheduler) => {
        const reader = memoryEventReader();
        appendSteps(reader, part);
        const store = memoryLaneStore();
        const scheduled = around(store, async (step, call) => {
          await scheduler.schedule(Promise.resolve(), step);
          return call();
        });
        const options = { projection: shelfProjection, reader, limits: limit };
        const turns = [1, 2, 3].map(() => worker({ ...options, store: scheduled }).turn(lane, never));
        await scheduler.waitFor(Promise.all(turns));
        expect(await worker({ ...options, store }).turn(lane, never)).toBe('atHead');
        await expectRight(shelfProjection, reader, store);
      }),
      { numRuns: 40 },
    );
  });
});

describe('every single step', () => {
  const reader = memoryEventReader();
  appendSteps(reader, fc.sample(shelfStep, { numRuns: 40, seed: 7 }));
  const options = {
    projection: shelfProjection,
    reader,
    limits: { documentsPerScript: 4, documentsPerBatch: 6 },
    eventsPerPage: 16,
  };

  async function stepsOfATurn(): Promise<number> {
    let count = 0;
    const counted = around(memoryLaneStore(), (_step, call) => {
      count += 1;
      return call();
    });
    await worker({ ...options, store: counted }).turn(lane, never);
    return count;
  }

  test('may be the last one of a worker', async () => {
    const count = await stepsOfATurn();
    expect(count).toBeGreaterThan(30);
    for (let n = 1; n <= count; n += 1) {
      for (const when of ['before', 'after'] as const) {
        const store = memoryLaneStore();
        expect(
          await untilKilled(worker({ ...options, store: dyingAt(store, n, when) }).turn(lane, never)),
        ).toBe(true);
        expect(await worker({ ...options, store }).turn(lane, never)).toBe('atHead');
        await expectRight(shelfProjection, reader, store);
      }
    }
  });

  test('may be where a worker is frozen while another does all the work, and wakes up again', async () => {
    const count = await stepsOfATurn();
    for (let n = 1; n <= count; n += 1) {
      const store = memoryLaneStore();
      let calls = 0;
      const frozen = around(store, async (_step, call) => {
        calls += 1;
        if (calls === n) {
          await worker({ ...options, store }).turn(lane, never);
          store.notices.length = 0;
        }
        return call();
      });
      expect(await worker({ ...options, store: frozen }).turn(lane, never)).toBe('atHead');
      await expectRight(shelfProjection, reader, store);
      expect(
        store.notices.flatMap(({ documents }) => documents),
        `written late at step ${n}`,
      ).toEqual([]);
    }
  });

  test('may be the one before which everything in Redis is lost', async () => {
    const count = await stepsOfATurn();
    for (let n = 1; n <= count; n += 1) {
      const store = memoryLaneStore();
      let calls = 0;
      const losing = around(store, async (_step, call) => {
        calls += 1;
        if (calls === n) store.flushAll();
        return call();
      });
      expect(await worker({ ...options, store: losing }).turn(lane, never)).toBe('atHead');
      await expectRight(shelfProjection, reader, store);
      expect(store.notices.some(({ switched }) => switched)).toBe(true);
    }
  });
});
