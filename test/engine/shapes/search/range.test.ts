// Ranges of a search: which numbers it compares, how clients write an end, and which ranges are none.
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { defineDocument, defineProjection, defineSearch, enumeration } from '#engine';
import { searchEntry } from '../../../../src/engine/shapes/search/entry.ts';
import { CounterEvents } from '../../../support/counter-domain.ts';

const Unit = enumeration('Unit', ['GRAM', 'LITRE']);
const document = defineDocument('Jar', {
  name: z.string(),
  height: z.number(),
  rating: z.number().nullable(),
  unit: Unit.nullable(),
  filled: z.object({ of: z.object({ amount: z.int().nullable(), unit: Unit }).nullable() }).readonly(),
  counts: z.record(z.string(), z.int()),
});
const projection = defineProjection('jar', {
  document,
  from: [CounterEvents],
  create: {
    CounterOpened: ({ data: { name } }) => ({
      ...{ name, height: 0, rating: null, unit: null, filled: { of: null }, counts: {} },
    }),
  },
  update: { CounterIncremented: (one) => one, CounterRenamed: (one) => one },
});
const jars = { search: 'searchJars', text: { name: 'A' } } as const;

const heights = defineSearch('jarSearch', projection, {
  ...jars,
  range: { name: 'height', number: 'height', input: z.number(), end: (number) => ({ number }) },
});
const ratings = defineSearch('jarSearch', projection, {
  ...jars,
  range: {
    ...{ name: 'rating', number: 'rating', equal: 'unit' },
    input: z.object({ stars: z.number(), unit: z.string() }),
    end: ({ stars, unit }) => ({ number: stars, equal: unit }),
  },
});
const amounts = defineSearch('jarSearch', projection, {
  ...jars,
  range: {
    ...{ name: 'amount', number: 'filled.of.amount', equal: 'filled.of.unit' },
    input: z.string().regex(/^[0-9.]+ [A-Z]+$/, 'must be an amount, such as 12 GRAM'),
    end: (text) => {
      const [number, equal = ''] = text.split(' ');
      return { number: Number(number), equal };
    },
  },
});

const jar = {
  name: 'Jam',
  ...{ height: 12.5, rating: 4, unit: 'GRAM', filled: { of: { amount: 250, unit: 'LITRE' } }, counts: {} },
};
const found = ({ search }: typeof heights, body: object) => {
  const { number, equal } = searchEntry(search ?? expect.fail(), 'j1', { ...jar, ...body }) ?? {};
  return [number, equal];
};
const read = ({ search }: typeof heights, written: unknown) => search?.range?.read(written);

describe('a document', () => {
  test('is in a range by any number of it, beside a text that must be the same or beside none', () => {
    expect(found(heights, {})).toEqual([12.5, '']);
    expect(found(ratings, {})).toEqual([4, 'GRAM']);
    expect(found(amounts, {})).toEqual([250, 'LITRE']);
  });

  test.each([
    [ratings, { rating: null }],
    [ratings, { unit: null }],
    [amounts, { filled: { of: null } }],
    [amounts, { filled: { of: { amount: null, unit: 'GRAM' } } }],
    [amounts, { filled: null }],
  ])('is in none where one of them is missing', (search, body) => {
    expect(found(search, body)).toEqual([null, null]);
  });

  test('stands beside a text that an index takes, and so does an end', () => {
    const [, kept] = found(ratings, { unit: 'x'.repeat(5000) });
    expect(kept?.toString().length).toBeLessThan(100);
    expect(read(ratings, { stars: 1, unit: 'x'.repeat(5000) })).toEqual({ end: { number: 1, equal: kept } });
    expect(found(ratings, { unit: '\0\uD800' })).toEqual([4, '  ']);
  });
});

describe('an end', () => {
  test('is written as the author says: a number, a text, an object', () => {
    expect(read(heights, 3.5)).toEqual({ end: { number: 3.5, equal: '' } });
    expect(read(ratings, { stars: 3, unit: 'GRAM' })).toEqual({ end: { number: 3, equal: 'GRAM' } });
    expect(read(amounts, '2.5 LITRE')).toEqual({ end: { number: 2.5, equal: 'LITRE' } });
  });

  test.each([
    [heights, '3', [], 'must be of type number'],
    [ratings, { stars: 3 }, ['unit'], 'is missing'],
    [amounts, 'much', [], 'must be an amount, such as 12 GRAM'],
    [amounts, '1.2.3 GRAM', [], 'must be of type number'],
  ])('that is none says what is wrong with it', (search, written, path, message) => {
    expect(read(search, written)).toMatchObject({ issues: [{ path, message }] });
  });
});

describe('a range', () => {
  const input = z.number();
  const end = (number: number) => ({ number });
  test.each([
    [{ number: 'name' }, 'Jar.name is no number: name the path to one.'],
    [{ number: 'depth' }, 'Jar.depth is no number: name the path to one.'],
    [{ number: 'filled.of' }, 'Jar.filled.of is no number: name the path to one.'],
    [{ number: 'filled.amount' }, 'Jar.filled.amount is no number: name the path to one.'],
    [{ number: 'counts.a' }, 'Jar.counts.a is no number: name the path to one.'],
    [{ equal: 'height' }, 'Jar.height is no text: name the path to one.'],
    [{ equal: 'name.first' }, 'Jar.name.first is no text: name the path to one.'],
    [{ name: 'the height' }, '"the height" is no name of a range: write it in camelCase.'],
  ])('that no document has is refused: %j', (wrong, message) => {
    const loose: (name: string, of: never, spec: never) => unknown = defineSearch;
    const range = { name: 'height', number: 'height', input, end, ...wrong };
    expect(() => loose('jarSearch', projection as never, { ...jars, range } as never)).toThrow(
      expect.objectContaining({ code: 'BAD_DEFINITION', message: `Search searchJars: ${message}` }),
    );
  });

  test('that compares other fields makes the entries anew', () => {
    const bare = defineSearch('jarSearch', projection, jars);
    const hashes = [bare, heights, ratings, amounts].map(({ foldId }) => foldId);
    expect(new Set(hashes).size).toBe(4);
  });
});
