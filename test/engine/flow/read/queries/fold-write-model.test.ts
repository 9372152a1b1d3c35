import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { closeDocument } from '../../../../../src/engine/fold/document-state.ts';
import type { Projection } from '../../../../../src/engine/definitions/projection.ts';
import { foldEvents } from '../../../../../src/engine/fold/fold-events.ts';
import { foldWriteModel } from '../../../../../src/engine/flow/read/queries/fold-write-model.ts';
import type { DocumentRead } from '../../../../../src/engine/model/documents.ts';
import type { EventReader } from '../../../../../src/engine/model/event-store.ts';
import type { NewEvent, RecordedEvent } from '../../../../../src/engine/model/events.ts';
import { LIMITS } from '../../../../../src/engine/model/limits.ts';
import { BadgeEvents, CounterEvents } from '../../../../support/counter-domain.ts';
import {
  badgeProjection,
  counterProjection,
  totalsProjection,
} from '../../../../support/counter-projections.ts';
import { createMemoryStore, FIRST_INCARNATION } from '../../../../support/memory-store.ts';
import { roamingProjection } from '../../../../support/roaming-projection.ts';

const allReferences = ['c0', 'c1', 'c2'].map((id) => ({ name: 'counter', id }));

/** The plain fold of everything: what every other way of folding must come to. */
function foldAll(projection: Projection, id: string, events: readonly RecordedEvent[]) {
  const state = foldEvents(projection, id, { base: null, from: '0', events, references: allReferences });
  return state && closeDocument(projection, state);
}

/** What a lane would have stored after the first `count` events. */
function storedAfter(projection: Projection, id: string, events: readonly RecordedEvent[]): DocumentRead {
  return {
    state: 'live',
    checkpoint: String(events.length),
    incarnation: FIRST_INCARNATION,
    document: foldAll(projection, id, events),
  };
}

const counterId = fc.constantFrom('c0', 'c1', 'c2');
const badgeId = fc.constantFrom('b0', 'b1');
const happening: fc.Arbitrary<{ readonly id: string; readonly event: NewEvent }> = fc.oneof(
  fc.record({
    id: counterId,
    event: fc.constantFrom('a', 'b').map((name) => CounterEvents.CounterRenamed({ name })),
  }),
  fc.record({ id: counterId, event: fc.nat(9).map((by) => CounterEvents.CounterIncremented({ by })) }),
  fc.record({
    id: badgeId,
    event: fc.constantFrom('x', 'y').map((title) => BadgeEvents.BadgeRetitled({ title })),
  }),
  fc.record({
    id: badgeId,
    event: counterId.map((to) => BadgeEvents.BadgeAwarded({ counterId: to, title: 'moved' })),
  }),
);

function storeWith(happenings: readonly { readonly id: string; readonly event: NewEvent }[]) {
  const store = createMemoryStore();
  for (const { id } of allReferences) store.append(id, CounterEvents.CounterOpened({ name: id }));
  for (const id of ['b0', 'b1']) store.append(id, BadgeEvents.BadgeAwarded({ counterId: 'c0', title: id }));
  for (const { id, event } of happenings) store.append(id, event);
  return store;
}

describe('the fold of the write model', () => {
  const cases: readonly { name: string; projection: Projection; id: string }[] = [
    { name: 'a stream', projection: counterProjection, id: 'c1' },
    { name: 'a stream with references', projection: badgeProjection, id: 'b1' },
    { name: 'many streams', projection: totalsProjection, id: 'all' },
    { name: 'many streams with references', projection: roamingProjection, id: 'b1' },
  ];
  it.each(cases)(
    'of $name equals the plain fold of everything, however far the lane has come',
    async ({ projection, id }) => {
      await fc.assert(
        fc.asyncProperty(fc.array(happening, { maxLength: 40 }), fc.nat(), async (happenings, behind) => {
          const store = storeWith(happenings);
          const seen = store.events.length - (behind % (store.events.length + 1));
          const stored = storedAfter(projection, id, store.events.slice(0, seen));
          const folded = await foldWriteModel({ projection, id, stored }, store);
          expect(folded).toEqual({
            document: foldAll(projection, id, store.events),
            position: String(store.events.length),
          });
          const alone = await foldWriteModel({ projection, id, stored: undefined }, store);
          expect(alone).toEqual(folded);
        }),
        { numRuns: 200 },
      );
    },
  );

  it.each(cases)(
    'of $name is as of one moment although events arrive while it is read',
    async ({ projection, id }) => {
      const later = fc.array(happening, { maxLength: 4 });
      await fc.assert(
        fc.asyncProperty(
          fc.array(happening, { maxLength: 20 }),
          fc.array(later, { maxLength: 4 }),
          async (first, meanwhile) => {
            const store = storeWith(first);
            const before = () => {
              for (const { id: stream, event } of meanwhile.shift() ?? []) store.append(stream, event);
            };
            const busy: EventReader = {
              ...store,
              head: async () => (before(), store.head()),
              readFrom: async (position, limit) => (before(), store.readFrom(position, limit)),
              readStreams: async (tails) => (before(), store.readStreams(tails)),
            };
            const stored = storedAfter(projection, id, store.events.slice(0, 4));
            const folded = await foldWriteModel({ projection, id, stored }, busy);
            const position = Number(folded?.position);
            if (folded)
              expect(folded.document).toEqual(foldAll(projection, id, store.events.slice(0, position)));
            expect(folded !== undefined || projection === badgeProjection).toBe(true);
          },
        ),
        { numRuns: 200 },
      );
    },
  );

  it('reads a stream and what it references at one moment, in one round trip if the guess is right', async () => {
    const store = storeWith([]);
    const stored = storedAfter(badgeProjection, 'b1', store.events);
    store.append('c0', CounterEvents.CounterRenamed({ name: 'renamed' }));
    const folded = await foldWriteModel({ projection: badgeProjection, id: 'b1', stored }, store);
    expect(folded?.document?.body).toMatchObject({ counterName: 'renamed' });
    expect(store.calls).toEqual({ incarnation: 0, head: 0, positionBefore: 0, readFrom: 0, readStreams: 1 });
  });

  it('reads twice if it must find out what a stream references', async () => {
    const store = storeWith([]);
    const folded = await foldWriteModel({ projection: badgeProjection, id: 'b1', stored: undefined }, store);
    expect(folded?.document?.body).toMatchObject({ counterName: 'c0' });
    expect(store.calls.readStreams).toBe(2);
  });

  it('shows nothing of a stream that does not exist', async () => {
    const store = createMemoryStore();
    store.append('b', BadgeEvents.BadgeAwarded({ counterId: 'gone', title: 't' }));
    const folded = await foldWriteModel({ projection: badgeProjection, id: 'b', stored: undefined }, store);
    expect(folded?.document?.body).toEqual({
      title: 't',
      counterId: 'gone',
      counter: null,
      counterName: null,
    });
  });

  it('is nothing for a stream that does not exist', async () => {
    const store = storeWith([]);
    const folded = await foldWriteModel(
      { projection: counterProjection, id: 'none', stored: undefined },
      store,
    );
    expect(folded).toEqual({ document: null, position: '5' });
  });

  it('is not begun if the document of many streams is too far behind', async () => {
    const store = createMemoryStore();
    const events = Array.from({ length: LIMITS.eventsFoldedPerRead + 2 }, (_, by) =>
      CounterEvents.CounterIncremented({ by }),
    );
    store.append('c0', CounterEvents.CounterOpened({ name: 'c0' }), ...events);
    const stored = (checkpoint: number) =>
      storedAfter(totalsProjection, 'all', store.events.slice(0, checkpoint));
    const request = { projection: totalsProjection, id: 'all' };
    expect(await foldWriteModel({ ...request, stored: stored(2) }, store)).toBeUndefined();
    expect(store.calls).toMatchObject({ head: 1, readFrom: 0 });
    const folded = await foldWriteModel({ ...request, stored: stored(3) }, store);
    expect(folded?.document).toEqual(foldAll(totalsProjection, 'all', store.events));
    expect(store.calls).toMatchObject({
      head: 2,
      readFrom: LIMITS.eventsFoldedPerRead / LIMITS.eventsPerRead,
    });
  });

  describe('whose streams are too long to be folded whole', () => {
    const eventsRead = (store: EventReader) => {
      let count = 0;
      const counted = <Read extends readonly unknown[]>(read: Read): Read => {
        count += read.length;
        return read;
      };
      const reader: EventReader = {
        ...store,
        readFrom: async (position, limit) => counted(await store.readFrom(position, limit)),
        readStreams: async (tails) => {
          const read = await store.readStreams(tails);
          read.streams.forEach(counted);
          return read;
        },
      };
      return { reader, count: () => count };
    };
    const longStore = () => {
      const store = createMemoryStore();
      const increments = Array.from({ length: LIMITS.eventsFoldedPerRead }, () =>
        CounterEvents.CounterIncremented({ by: 1 }),
      );
      store.append('c0', CounterEvents.CounterOpened({ name: 'c0' }), ...increments);
      store.append('b1', BadgeEvents.BadgeAwarded({ counterId: 'c0', title: 't' }));
      return store;
    };
    const long = [
      { name: 'a stream', projection: counterProjection, id: 'c0', read: 1 },
      // That the counter is too long is known when it has been read.
      { name: 'a reference', projection: badgeProjection, id: 'b1', read: LIMITS.eventsFoldedPerRead + 4 },
    ];
    it.each(long)('goes on from what is stored: $name', async ({ projection, id, read }) => {
      const store = longStore();
      const stored = storedAfter(projection, id, store.events);
      const next =
        id === 'c0'
          ? CounterEvents.CounterRenamed({ name: 'new' })
          : BadgeEvents.BadgeRetitled({ title: 'n' });
      store.append(id, next);
      const { reader, count } = eventsRead(store);
      const folded = await foldWriteModel({ projection, id, stored }, reader);
      expect(folded).toEqual({
        document: foldAll(projection, id, store.events),
        position: String(store.events.length),
      });
      expect(count()).toBe(read);
    });

    it.each(long)('is nothing if nothing is stored: $name', async ({ projection, id }) => {
      const store = longStore();
      const { reader, count } = eventsRead(store);
      expect(await foldWriteModel({ projection, id, stored: undefined }, reader)).toBeUndefined();
      expect(count()).toBeLessThan(2 * LIMITS.eventsFoldedPerRead);
    });
  });

  it('folds nothing twice into a document that a fan-out has already rewritten', async () => {
    const store = storeWith([
      { id: 'b1', event: BadgeEvents.BadgeAwarded({ counterId: 'c2', title: 'moved' }) },
    ]);
    const before = storedAfter(roamingProjection, 'b1', store.events);
    // Routed to the badge, and a change of the counter that it shows.
    store.append('c2', CounterEvents.CounterIncremented({ by: 1 }));
    const { document } = storedAfter(roamingProjection, 'b1', store.events);
    const stored = { ...before, document };
    const folded = await foldWriteModel({ projection: roamingProjection, id: 'b1', stored }, store);
    expect(folded).toEqual({ document, position: '7' });
    expect(document).toMatchObject({ position: '7', body: { heard: 1 } });
  });
});
