import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { defineDocument, embed } from '../../../src/engine/shapes/document/declare.ts';
import { closeDocument, openDocument, type DocumentState } from '../../../src/engine/fold/document-state.ts';
import { documentsTouchedBy, foldDocument } from '../../../src/engine/fold/fold-document.ts';
import {
  embeddedBy,
  embedReference,
  fillEmbeds,
  foldReference,
  isFilled,
  isShownOtherwise,
  referencesTouchedBy,
} from '../../../src/engine/fold/fold-references.ts';
import { defineProjection } from '../../../src/engine/definitions/projection.ts';
import type { NewEvent, RecordedEvent } from '../../../src/engine/model/events.ts';
import type { JsonObject } from '../../../src/engine/model/json.ts';
import { BadgeEvents, CounterEvents, counterReference, TallyEvents } from '../../support/counter-domain.ts';
import { badgeProjection, TotalsDocument, totalsProjection } from '../../support/counter-projections.ts';
import { memoryEventReader } from '../../support/memory-event-reader.ts';
import { shelfProjection } from '../../support/shelf-projection.ts';

const { BadgeAwarded, BadgeRetitled } = BadgeEvents;
const { CounterOpened, CounterRenamed, CounterIncremented } = CounterEvents;

/** Each event on the stream named before it. */
function recorded(...pairs: readonly (readonly [string, NewEvent])[]): readonly RecordedEvent[] {
  const reader = memoryEventReader();
  for (const [id, event] of pairs) reader.append(id, event);
  return reader.events;
}

const first = (event: NewEvent, id = 's1'): RecordedEvent => {
  const [only] = recorded([id, event]);
  if (!only) throw new Error('nothing was recorded');
  return only;
};

describe('what is personal in an event', () => {
  const ByBadge = defineProjection('byTitle', {
    document: defineDocument('Title', { title: z.string() }),
    from: [BadgeEvents],
    ownedBy: 'none',
    create: { BadgeAwarded: ({ data: { title } }) => ({ title }) },
    update: {},
    route: { BadgeAwarded: ({ data: { title } }) => title },
    ignore: ['BadgeRetitled'],
  });
  const awarded = first(BadgeAwarded({ counterId: 'c1', title: 'Ann' }));
  const event = { ...awarded, withoutPersonal: { ...awarded, data: { counterId: 'c1', title: 'Erased' } } };
  const step = { before: null, event, lookup: () => null };

  test('is seen by the document of its own stream', () => {
    expect(foldDocument(badgeProjection, 's1', step)?.own).toMatchObject({ title: 'Ann' });
  });

  test('reads as erased in others, and in where it is routed to', () => {
    expect(documentsTouchedBy(ByBadge, event).routed).toEqual(['Erased']);
    expect(foldDocument(ByBadge, 'Erased', step)?.own).toEqual({ title: 'Erased' });
  });
});

describe('what an event touches', () => {
  test('is the document of its own stream, folded in or only moved', () => {
    expect(documentsTouchedBy(badgeProjection, first(BadgeRetitled({ title: 'x' })))).toEqual({
      routed: ['s1'],
      moved: undefined,
    });
    const ignoring = { ...badgeProjection, types: new Set<string>(), route: () => [] };
    expect(documentsTouchedBy(ignoring, first(BadgeRetitled({ title: 'x' })))).toEqual({
      routed: [],
      moved: 's1',
    });
  });

  test('is folded by the id of each document it is routed to', () => {
    const by = defineProjection('totals', {
      document: TotalsDocument,
      from: [CounterEvents],
      ownedBy: 'none',
      initial: { opened: 0, awarded: 0, sum: 0 },
      create: { CounterOpened: (_event, id) => ({ opened: id.length, awarded: 0, sum: 0 }) },
      update: {
        CounterIncremented: (totals, { data }, id) => (id === 'rest' ? totals : { ...totals, sum: data.by }),
      },
      route: { CounterOpened: () => ['all', 'rest'], CounterIncremented: () => ['all', 'rest'] },
      ignore: ['CounterRenamed'],
    });
    const events = recorded(['c1', CounterOpened({ name: 'x' })], ['c1', CounterIncremented({ by: 2 })]);
    const folded = ['all', 'rest'].map((id) =>
      events.reduce<DocumentState | null>(
        (before, event) => foldDocument(by, id, { before, event, lookup: () => undefined }),
        null,
      ),
    );
    expect(folded.map((state) => state?.own)).toEqual([
      { opened: 3, awarded: 0, sum: 2 },
      { opened: 4, awarded: 0, sum: 0 },
    ]);
  });

  test('is every document it is routed to, once', () => {
    const marked = first(TallyEvents.TallyMarked({ mark: 'b1,b2,b1' }));
    expect(documentsTouchedBy(shelfProjection, marked)).toEqual({ routed: ['b1', 'b2'], moved: undefined });
    expect(documentsTouchedBy(shelfProjection, first(CounterOpened({ name: 'x' }))).routed).toEqual([]);
  });

  test.each(['', 'a b', 'a|b', 'ä', 'x'.repeat(65)])('can not be a document called "%s"', (id) => {
    const route = { ...badgeProjection, route: () => [id] };
    expect(() => documentsTouchedBy(route, first(BadgeRetitled({ title: 'x' })))).toThrow(
      expect.objectContaining({ code: 'FOLD_FAILED' }),
    );
  });

  test.each([undefined, [undefined], null])('is nothing that a route forgets to say: %s', (answer) => {
    const routed = defineProjection('room', {
      ...{ document: TotalsDocument, from: [BadgeEvents], ownedBy: 'none' },
      create: { BadgeAwarded: () => ({ opened: 0, awarded: 0, sum: 0 }) },
      update: {},
      route: { BadgeAwarded: () => answer as never },
      ignore: ['BadgeRetitled'],
    });
    expect(() => documentsTouchedBy(routed, first(BadgeAwarded({ counterId: 'c1', title: 'x' })))).toThrow(
      expect.objectContaining({ code: 'FOLD_FAILED' }),
    );
  });

  test('is no document of another stream of its own kind, unless no stream owns the documents', () => {
    const routed = (rest: { readonly ownedBy?: 'none' }) =>
      defineProjection('ofCounter', {
        ...{ document: TotalsDocument, from: [BadgeEvents] },
        ...rest,
        initial: { opened: 0, awarded: 0, sum: 0 },
        create: {},
        update: { BadgeAwarded: (totals) => ({ ...totals, awarded: totals.awarded + 1 }) },
        route: { BadgeAwarded: ({ data }) => data.counterId },
        ignore: ['BadgeRetitled'],
      });
    const awarded = first(BadgeAwarded({ counterId: 'c1', title: 'x' }), 'b1');
    expect(documentsTouchedBy(routed({ ownedBy: 'none' }), awarded).routed).toEqual(['c1']);
    expect(() => documentsTouchedBy(routed({}), awarded)).toThrow(
      expect.objectContaining({
        code: 'FOLD_FAILED',
        message: expect.stringContaining("say ownedBy: 'none'"),
      }),
    );
  });

  test('are the references of its stream', () => {
    const names = (event: NewEvent) =>
      referencesTouchedBy(badgeProjection, first(event)).map(({ name }) => name);
    expect(names(CounterRenamed({ name: 'x' }))).toEqual(['counter']);
    expect(names(BadgeRetitled({ title: 'x' }))).toEqual([]);
  });
});

describe('one document through its events', () => {
  const lookup = (value: JsonObject | null) => () => value;
  const one = { id: 'c1', name: 'one', count: 0 };
  const events = recorded(
    ['b1', BadgeAwarded({ counterId: 'c1', title: 'first' })],
    ['b1', BadgeRetitled({ title: 'second' })],
    ['c1', CounterRenamed({ name: 'uno' })],
    ['c2', CounterRenamed({ name: 'due' })],
    ['b1', BadgeRetitled({ title: '-' })],
    ['b1', BadgeAwarded({ counterId: 'c2', title: 'again' })],
  );

  test('is made, changed, shown otherwise, left alone, removed and made again', () => {
    const bodies: unknown[] = [];
    let state: ReturnType<typeof foldDocument> = null;
    const values = [one, one, { ...one, name: 'uno' }, { ...one, name: 'due' }, one, null];
    events.forEach((event, index) => {
      const before = state;
      state = foldDocument(shelfProjection, 'b1', { before, event, lookup: lookup(values[index] ?? null) });
      const stored = state && closeDocument(shelfProjection, state);
      bodies.push([stored?.version, stored?.position, stored?.body?.['title'], stored?.body?.['counter']]);
    });
    expect(bodies).toEqual([
      [1, '1', 'first', one],
      [2, '2', 'second', one],
      [2, '3', 'second', { ...one, name: 'uno' }],
      [2, '3', 'second', { ...one, name: 'uno' }],
      [3, '5', undefined, undefined],
      [4, '6', 'again', null],
    ]);
  });

  test('survives being stored between any two events', () => {
    let whole: ReturnType<typeof foldDocument> = null;
    let stored: ReturnType<typeof foldDocument> = null;
    for (const event of events) {
      whole = foldDocument(shelfProjection, 'b1', { before: whole, event, lookup: lookup(one) });
      stored = foldDocument(shelfProjection, 'b1', { before: stored, event, lookup: lookup(one) });
      const text = JSON.stringify(stored && closeDocument(shelfProjection, stored));
      expect(text).toBe(JSON.stringify(whole && closeDocument(shelfProjection, whole)));
      stored = openDocument(shelfProjection, JSON.parse(text));
    }
  });

  test('counts what was folded in where no stream owns it', () => {
    const before = {
      id: 'all',
      version: 7,
      position: '3',
      own: { opened: 1, awarded: 0, sum: 0 },
      embedded: {},
    };
    const event = first(CounterOpened({ name: 'x' }));
    expect(foldDocument(totalsProjection, 'all', { before, event, lookup: lookup(null) })?.version).toBe(8);
    const other = first(CounterRenamed({ name: 'x' }));
    expect(foldDocument(totalsProjection, 'all', { before, event: other, lookup: lookup(null) })).toBe(
      before,
    );
  });

  test('keeps only what its definition names, in that order', () => {
    const secret: object = { secret: 'not declared' };
    const sloppy = defineProjection('sloppy', {
      document: defineDocument('Sloppy', { b: z.string(), a: z.object({ y: z.int(), x: z.int() }) }),
      from: [BadgeEvents],
      create: { BadgeAwarded: () => ({ a: { y: 1, x: 2 }, ...secret, b: 'b' }) },
      update: { BadgeRetitled: () => null },
    });
    const [event] = events;
    if (!event) throw new Error('no event');
    const state = foldDocument(sloppy, 'b1', { before: null, event, lookup: lookup(null) });
    expect(JSON.stringify(state && closeDocument(sloppy, state).body)).toBe('{"b":"b","a":{"x":2,"y":1}}');
  });

  test('says which event a fold could not take, and why', () => {
    const event = first(BadgeRetitled({ title: 'x' }), 'b1');
    expect(() => foldDocument(badgeProjection, 'b1', { before: null, event, lookup: lookup(null) })).toThrow(
      expect.objectContaining({
        code: 'FOLD_FAILED',
        message: expect.stringContaining('found no document to change'),
        details: expect.objectContaining({ position: '1', type: 'BadgeRetitled', projection: 'badge' }),
      }),
    );
  });

  test('has no body where there was none and nothing comes of an event of its own stream', () => {
    const none = { ...badgeProjection, fold: () => null };
    const event = first(BadgeRetitled({ title: 'x' }), 'b1');
    const empty = { id: 'b1', version: 1, position: '1', own: null, embedded: {} };
    expect(foldDocument(none, 'b1', { before: null, event, lookup: lookup(null) })).toEqual(empty);
    const ignoring = { ...none, types: new Set<string>(), route: () => [] };
    expect(foldDocument(ignoring, 'b1', { before: null, event, lookup: lookup(null) })).toEqual(empty);
  });

  test('is none where there was none and nothing comes of an event of another stream', () => {
    const none = { ...badgeProjection, owner: undefined, fold: () => null };
    const event = first(BadgeRetitled({ title: 'x' }), 'b1');
    expect(foldDocument(none, 'b1', { before: null, event, lookup: lookup(null) })).toBeNull();
  });
});

describe('embedded facts', () => {
  const state = openDocument(shelfProjection, {
    id: 'b1',
    version: 1,
    position: '1',
    body: { title: 't', counterId: 'c1', otherId: 'c2', marks: {}, last: null },
  });
  const one = { count: 1, id: 'c1', name: 'one' };

  test('are asked for by stream, once, and only where the field can be the id of one', () => {
    const keys = (own: object) => embeddedBy(shelfProjection, { ...state, own: { ...state.own, ...own } });
    expect(keys({})).toEqual([
      { name: 'counter', id: 'c1' },
      { name: 'counter', id: 'c2' },
    ]);
    expect(keys({ otherId: 'c1' })).toEqual([{ name: 'counter', id: 'c1' }]);
    expect(keys({ otherId: null, counterId: 'no id' })).toEqual([]);
    expect(embeddedBy(shelfProjection, { ...state, own: null })).toEqual([]);
  });

  test('are filled as far as they are known', () => {
    const half = fillEmbeds(shelfProjection, state, ({ id }) => (id === 'c1' ? one : undefined));
    expect(half.embedded).toEqual({ counter: one });
    expect(isFilled(shelfProjection, half)).toBe(false);
    const full = fillEmbeds(shelfProjection, half, () => null);
    expect(full.embedded).toEqual({ counter: one, otherName: null });
    expect(isFilled(shelfProjection, full)).toBe(true);
    expect(fillEmbeds(shelfProjection, full, () => one)).toBe(full);
  });

  test('change a document only where it shows the change', () => {
    const filled = fillEmbeds(shelfProjection, state, ({ id }) => ({ ...one, id }));
    const change = (id: string, value: JsonObject) =>
      embedReference(shelfProjection, filled, {
        ...{ key: { name: 'counter', id }, value },
        event: { type: 'CounterIncremented', position: '9' },
      });
    expect(change('c1', { ...one, count: 2 })).toMatchObject({ position: '9', version: 1 });
    expect(change('c2', { ...one, id: 'c2', count: 2 }), 'only the name is shown').toBe(filled);
    expect(change('c3', { ...one, name: 'x' })).toBe(filled);
    expect(change('c2', { ...one, name: 'two' }).embedded).toMatchObject({ otherName: 'two', counter: one });
  });

  test('tell whether anything that is shown has changed', () => {
    const nameOnly = defineProjection('nameOnly', {
      document: defineDocument('NameOnly', {
        counterId: z.string(),
        counterName: embed(counterReference, 'counterId', 'name'),
      }),
      from: [BadgeEvents],
      create: { BadgeAwarded: ({ data }) => ({ counterId: data.counterId }) },
      update: {},
      ignore: ['BadgeRetitled'],
    });
    const isShown = (before: JsonObject | null, after: JsonObject) =>
      isShownOtherwise(nameOnly, 'counter', { before, after });
    expect(isShown(one, { ...one, count: 2 })).toBe(false);
    expect(isShown(one, { ...one, name: 'two' })).toBe(true);
    expect(isShown(null, one)).toBe(true);
    expect(isShownOtherwise(nameOnly, 'another', { before: null, after: one })).toBe(false);
  });

  test('are told apart by the names of their references', () => {
    const showing = (other: typeof counterReference) => () =>
      defineProjection('pair', {
        document: defineDocument('Pair', {
          counterId: z.string(),
          counter: embed(counterReference, 'counterId'),
          otherName: embed(other, 'counterId', 'name'),
        }),
        from: [BadgeEvents],
        create: { BadgeAwarded: ({ data }) => ({ counterId: data.counterId }) },
        update: {},
        ignore: ['BadgeRetitled'],
      });
    expect(showing(counterReference)).not.toThrow();
    expect(showing({ ...counterReference })).toThrow(
      expect.objectContaining({
        code: 'BAD_DEFINITION',
        message: 'Projection pair embeds two references named counter: rename one.',
      }),
    );
  });

  test('come from a fold of their own, which says what it could not take', () => {
    const event = first(CounterOpened({ name: 'one' }), 'c1');
    const [reference] = referencesTouchedBy(badgeProjection, event);
    if (!reference) throw new Error('no reference');
    expect(JSON.stringify(foldReference(reference, null, event))).toBe('{"count":0,"id":"c1","name":"one"}');
    expect(() => foldReference(reference, null, first(CounterIncremented({ by: 1 })))).toThrow(
      expect.objectContaining({ code: 'FOLD_FAILED' }),
    );
  });
});
