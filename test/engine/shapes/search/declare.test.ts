import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { defineDocument } from '../../../../src/engine/shapes/document/declare.ts';
import { defineProjection } from '../../../../src/engine/definitions/projection.ts';
import { defineSearch } from '../../../../src/engine/shapes/search/declare.ts';
import { keywordOf, searchEntry } from '../../../../src/engine/shapes/search/entry.ts';
import { comparableText } from '../../../../src/engine/definitions/searched-text.ts';
import { dateTime } from '../../../../src/engine/definitions/values.ts';
import { CounterEvents } from '../../../support/counter-domain.ts';

const Price = z.object({ minor: z.int(), currency: z.string() });
const projection = defineProjection('offer', {
  document: defineDocument('Offer', {
    ...{
      name: z.string(),
      notes: z.array(z.string()),
      kind: z.string().nullable(),
      price: Price,
      at: dateTime(),
    },
  }),
  from: [CounterEvents],
  create: {
    CounterOpened: ({ data: { name }, occurredAt: at }) => {
      const price = { minor: 1, currency: 'EUR' };
      return { name, notes: [], kind: null, price, at };
    },
  },
  update: { CounterIncremented: (one) => one, CounterRenamed: (one) => one },
  lists: { offers: { newest: 'at' } },
});
const offerSearch = defineSearch('offerSearch', projection, {
  search: 'searchOffers',
  text: { name: 'A', notes: 'C', kind: 'C' },
  equal: ['kind'],
  all: ['notes'],
  range: {
    name: 'price',
    number: 'price.minor',
    equal: 'price.currency',
    input: Price,
    end: ({ minor, currency }) => ({ number: minor, equal: currency }),
  },
});
const exact = { alike: new Set<string>() };
const body = { name: 'Mug', notes: ['Blue', 'Old'], kind: 'cup', price: { minor: 950, currency: 'EUR' } };
const entryOf = (of: typeof body | null) => offerSearch.search && searchEntry(offerSearch.search, 'o1', of);

describe('a document that is searched', () => {
  test('is found by its words, values and number', () => {
    expect(entryOf(body)).toEqual({
      id: 'o1',
      a: 'mug',
      b: '',
      c: 'blue\nold\ncup',
      d: '',
      keywords: ['kind=cup', 'notes=blue', 'notes=old'],
      equal: 'EUR',
      number: 950,
    });
  });

  test('is found by nothing once it is removed, and by what is there while something is missing', () => {
    expect(entryOf(null)).toBeNull();
    const bare = searchEntry(offerSearch.search ?? expect.fail(), 'o1', { name: 'Mug', kind: null });
    expect(bare).toMatchObject({ a: 'mug', c: '', keywords: [], number: null, equal: null });
  });

  test('never has more text than an index takes, and no sign that none keeps', () => {
    const long = entryOf({ ...body, name: `\0\uD800${'x'.repeat(100_000)}` });
    expect(long?.a).toHaveLength(20_000);
    expect(long?.a.slice(0, 3)).toBe('  x');
    expect(keywordOf(exact, 'kind', 'x'.repeat(5000)).length).toBeLessThan(100);
    expect(keywordOf(exact, 'kind', 'x'.repeat(5000))).not.toBe(keywordOf(exact, 'kind', 'x'.repeat(5001)));
  });
});

test('two ways to write a text are found by the same keyword, those of an id are not', () => {
  const alike = { alike: new Set(['kind']) };
  for (const kind of ['Café', ' CAFE\u0301', 'ca\u200Bfé', 'ｃａｆé']) {
    expect(keywordOf(alike, 'kind', kind)).toBe('kind=cafe');
  }
  expect(keywordOf(exact, 'kind', 'A')).not.toBe(keywordOf(exact, 'kind', 'a'));
  expect(offerSearch.search?.alike).toEqual(new Set(['kind', 'notes']));
});

test.each([
  ['CAFÉ', 'cafe'],
  ['Ｆｕｌｌ', 'full'],
  ['Кружка', 'кружка'],
  ['한국어', '한국어'],
  ['红色mug', ' 红  色 mug'],
])('%s is compared as %s', (text, as) => {
  expect(comparableText(text)).toBe(as);
});

describe('a search', () => {
  test('is another read model of the same documents, in Postgres, in one lane and without lists', () => {
    expect(offerSearch).toMatchObject({ name: 'offerSearch', store: 'postgres', lanes: 1, lists: [] });
    expect(offerSearch.document).toBe(projection.document);
    expect(offerSearch.fold).toBe(projection.fold);
    expect(projection.search).toBeUndefined();
  });

  test('is folded by its worker, also where the documents it searches are written with their events', () => {
    const inline = defineProjection('name', {
      ...{ document: defineDocument('Name', { name: z.string() }), from: [CounterEvents] },
      inline: true,
      create: { CounterOpened: ({ data: { name } }) => ({ name }) },
      update: { CounterIncremented: (one) => one, CounterRenamed: (one) => one },
    });
    const search = defineSearch('nameSearch', inline, { search: 'searchNames', text: { name: 'A' } });
    expect([inline.inline, search.inline]).toEqual([true, false]);
  });

  test('does not rank', () => {
    const ranked = defineProjection('count', {
      ...{ document: defineDocument('Count', { count: z.int() }), from: [CounterEvents] },
      rankings: { counts: { highest: 'count' } },
      create: { CounterOpened: () => ({ count: 0 }) },
      update: { CounterIncremented: (one) => one, CounterRenamed: (one) => one },
    });
    const search = defineSearch('countSearch', ranked, { search: 'searchCounts', text: {} });
    expect([ranked.rankings.length, search.rankings.length]).toEqual([1, 0]);
  });

  test('is rebuilt when its definition or that of its documents changes', () => {
    const spec = { search: 'searchOffers', text: { name: 'A' } } as const;
    const hashes = [
      offerSearch,
      defineSearch('offerSearch', projection, spec),
      defineSearch('offerSearch', projection, { ...spec, text: { name: 'B' } }),
      defineSearch('offerSearch', { ...projection, foldId: 'other' }, spec),
    ].map(({ foldId }) => foldId);
    expect(new Set(hashes).size).toBe(4);
    expect(defineSearch('offerSearch', projection, spec).foldId).toBe(hashes[1]);
  });
});
