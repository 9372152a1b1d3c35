import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { defineDocument } from '../../../../src/engine/shapes/document/declare.ts';
import { defineProjection } from '../../../../src/engine/definitions/projection.ts';
import { dateTime } from '../../../../src/engine/definitions/values.ts';
import type { NewEvent } from '../../../../src/engine/model/events.ts';
import { CounterEvents } from '../../../support/counter-domain.ts';
import { dumpLive, never, worker } from '../../../support/lane-harness.ts';
import { memoryEventReader } from '../../../support/memory-event-reader.ts';
import { memoryLaneStore } from '../../../../src/engine/stores/memory/memory-lane-store.ts';
import { expectedLists } from '../../../support/oracle/list-entries.ts';

const { CounterOpened, CounterIncremented, CounterRenamed } = CounterEvents;

/** Its owner and its state change, it vanishes and comes back. */
const listedProjection = defineProjection('listed', {
  document: defineDocument('Listed', {
    owner: z.string(),
    state: z.string().nullable(),
    changedAt: dateTime(),
  }),
  from: [CounterEvents],
  lists: { listed: { by: ['owner'], filters: ['state'], newest: 'changedAt' } },
  create: {
    CounterOpened: ({ data: { name }, occurredAt }) => ({ owner: name, state: null, changedAt: occurredAt }),
  },
  update: {
    CounterIncremented: (one, { data: { by } }) => {
      if (by > 3) return null;
      return { ...one, state: by === 0 ? null : `S${by}` };
    },
    CounterRenamed: (one, { data: { name }, occurredAt }) => ({ ...one, owner: name, changedAt: occurredAt }),
  },
});

const name = fc.constantFrom('ann', 'bob', 'a&b=c');
const change = fc.oneof(
  name.map((to): NewEvent => CounterRenamed({ name: to })),
  fc.integer({ min: 0, max: 4 }).map((by): NewEvent => CounterIncremented({ by })),
);
const history = fc.array(fc.tuple(fc.constantFrom('c1', 'c2', 'c3'), change), { maxLength: 40 });

describe('the indexes of a list', () => {
  test('say what the documents say, however the events were cut into batches', async () => {
    await fc.assert(
      fc.asyncProperty(history, fc.integer({ min: 2, max: 9 }), async (changes, perPage) => {
        const reader = memoryEventReader();
        const lane = { projection: 'listed', lane: 0 };
        const store = memoryLaneStore();
        const live = worker({ projection: listedProjection, reader, store, eventsPerPage: perPage });
        const gone = new Set(['c1', 'c2', 'c3']);
        for (const [id, event] of changes) {
          if (gone.delete(id)) reader.append(id, CounterOpened({ name: 'ann' }));
          const removes = event.type === 'CounterIncremented' && (event.data as { by: number }).by > 3;
          if (removes) gone.add(id);
          reader.append(id, event);
          if (reader.events.length % 5 === 0) await live.turn(lane, never);
        }
        await live.turn(lane, never);
        const dump = await dumpLive(store, lane);
        const documents = new Map<string, string>();
        const lists = new Map<string, string>();
        for (const [key, text] of dump.texts) {
          if (key.startsWith('doc:')) documents.set(key.slice(4), text);
          // All scores are 0.
          if (key.startsWith('list:')) lists.set(key.slice(5), text.replaceAll(/ 0(?= |$)/g, ''));
        }
        expect(lists).toEqual(expectedLists(listedProjection, documents));
        const again = memoryLaneStore();
        await worker({ projection: listedProjection, reader, store: again }).turn(lane, never);
        expect(await dumpLive(again, lane)).toEqual(dump);
      }),
      { numRuns: 60 },
    );
  });
});
