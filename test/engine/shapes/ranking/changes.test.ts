import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { defineDocument } from '../../../../src/engine/shapes/document/declare.ts';
import { defineProjection } from '../../../../src/engine/definitions/projection.ts';
import type { NewEvent } from '../../../../src/engine/model/events.ts';
import { CounterEvents } from '../../../support/counter-domain.ts';
import { dumpLive, never, worker } from '../../../support/lane-harness.ts';
import { memoryEventReader } from '../../../support/memory-event-reader.ts';
import { memoryLaneStore } from '../../../../src/engine/stores/memory/memory-lane-store.ts';
import { checkRebuild, storedBy } from '../../../../src/engine/testing/rebuilding.ts';
import { expectedRankings } from '../../../support/oracle/list-entries.ts';

const { CounterOpened, CounterIncremented, CounterRenamed } = CounterEvents;

/** Its score rises, falls, goes and comes; it vanishes and comes back. */
const rankedProjection = defineProjection('ranked', {
  document: defineDocument('Ranked', { score: z.int().nullable(), letters: z.int() }),
  from: [CounterEvents],
  rankings: { best: { highest: 'score' }, longest: { highest: 'letters', rank: 'rankOfLength' } },
  create: { CounterOpened: ({ data: { name } }) => ({ score: 0, letters: name.length }) },
  update: {
    CounterIncremented: (one, { data: { by } }) => {
      if (by > 3) return null;
      return { ...one, score: by === 3 ? null : (one.score ?? 0) + by };
    },
    CounterRenamed: (one, { data: { name } }) => ({ ...one, letters: name.length }),
  },
});

const change = fc.oneof(
  fc.constantFrom('ann', 'bo', '').map((name): NewEvent => CounterRenamed({ name })),
  fc.integer({ min: -2, max: 4 }).map((by): NewEvent => CounterIncremented({ by })),
);
const history = fc.array(fc.tuple(fc.constantFrom('c1', 'c2', 'c3'), change), { maxLength: 40 });

describe('a ranking', () => {
  test('says what the documents say, however the events were cut into batches', async () => {
    await fc.assert(
      fc.asyncProperty(history, fc.integer({ min: 2, max: 9 }), async (changes, perPage) => {
        const reader = memoryEventReader();
        const lane = { projection: 'ranked', lane: 0 };
        const store = memoryLaneStore();
        const live = worker({ projection: rankedProjection, reader, store, eventsPerPage: perPage });
        const gone = new Set(['c1', 'c2', 'c3']);
        for (const [id, event] of changes) {
          if (gone.delete(id)) reader.append(id, CounterOpened({ name: 'ann' }));
          if (event.type === 'CounterIncremented' && (event.data as { by: number }).by > 3) gone.add(id);
          reader.append(id, event);
          if (reader.events.length % 5 === 0) await live.turn(lane, never);
        }
        await live.turn(lane, never);
        const dump = await dumpLive(store, lane);
        const documents = new Map<string, string>();
        const rankings = new Map<string, string>();
        for (const [key, text] of dump.texts) {
          if (key.startsWith('doc:')) documents.set(key.slice(4), text);
          if (key.startsWith('rank:')) rankings.set(key.slice(5), text);
        }
        expect(rankings).toEqual(expectedRankings(rankedProjection, documents));
        const again = memoryLaneStore();
        await worker({ projection: rankedProjection, reader, store: again }).turn(lane, never);
        expect(await dumpLive(again, lane)).toEqual(dump);
      }),
      { numRuns: 60 },
    );
  });

  test('is compared when documents are rebuilt', async () => {
    const reader = memoryEventReader();
    const store = memoryLaneStore();
    reader.append('c1', CounterOpened({ name: 'ann' }));
    reader.append('c1', CounterIncremented({ by: 2 }));
    await worker({ projection: rankedProjection, reader, store }).turn(
      { projection: 'ranked', lane: 0 },
      never,
    );
    const stored = await storedBy(rankedProjection, store);
    expect(stored.get('0 rank:best')).toBe('c1 2');
    await checkRebuild(rankedProjection, reader.events, stored);
    const wrong = new Map(stored).set('0 rank:best', 'c1 1');
    await expect(checkRebuild(rankedProjection, reader.events, wrong)).rejects.toThrow(
      'ranked: a rebuild made other documents.',
    );
  });
});
