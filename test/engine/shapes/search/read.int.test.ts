// Results of a search, their order, and what it refuses.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { defineDocument } from '../../../../src/engine/shapes/document/declare.ts';
import { defineEvents, event } from '../../../../src/engine/definitions/events.ts';
import { defineProjection } from '../../../../src/engine/definitions/projection.ts';
import { defineSearch } from '../../../../src/engine/shapes/search/declare.ts';
import { openSearch } from '../../../support/search-scene.ts';
import { withDatabase, withRedis } from '../../../support/servers.ts';

const Price = z.object({ minor: z.int(), currency: z.string() });
interface Thing {
  readonly name: string;
  readonly text: string;
  readonly kind: string;
  readonly tags: readonly string[];
  readonly price: z.output<typeof Price>;
}
const ThingEvents = defineEvents('thing', {
  ThingMade: event<Thing>(),
  ThingGone: event<Record<never, never>>(),
});
const thingProjection = defineProjection('thing', {
  document: defineDocument('Thing', {
    ...{ name: z.string(), text: z.string(), kind: z.string(), tags: z.array(z.string()), price: Price },
  }),
  from: [ThingEvents],
  create: { ThingMade: ({ data: { name, text, kind, tags, price } }) => ({ name, text, kind, tags, price }) },
  update: { ThingGone: () => null },
});
const thingSearch = defineSearch('thingSearch', thingProjection, {
  search: 'searchThings',
  text: { name: 'A', tags: 'B', text: 'C', kind: 'D' },
  equal: ['kind'],
  all: ['tags'],
  range: {
    name: 'price',
    number: 'price.minor',
    equal: 'price.currency',
    input: Price,
    end: ({ minor, currency }) => ({ number: minor, equal: currency }),
  },
});

const database = withDatabase();
const redis = withRedis();
let scene: ReturnType<typeof openSearch>;
const euro = (minor: number) => ({ minor, currency: 'EUR' });

function make(id: string, of: Partial<Thing> = {}): void {
  const blank = { name: 'Nothing', text: '', kind: 'none', tags: [], price: euro(100) };
  scene.events.append(id, ThingEvents.ThingMade({ ...blank, ...of }));
}

beforeAll(async () => {
  scene = openSearch({ databaseUrl: database().url, redisUrl: redis().url }, thingSearch);
  make('in-text', { text: 'Goes well with a mug.' });
  make('in-tags', { name: 'Saucer', tags: ['mug', 'blue'] });
  make('in-name', { name: 'Blue Mugs', kind: 'Kitchen', tags: ['blue', 'sale'], price: euro(1250) });
  make('in-kind', { kind: 'Mugs' });
  make('red', { name: 'Red plate', text: 'A plate of a red that is blue at night', price: euro(5000) });
  make('dollar', { name: 'Dollar lamp', price: { minor: 1250, currency: 'USD' } });
  make('russian', { name: 'Красная Кружка' });
  make('arabic', { name: 'كوب أزرق' });
  make('chinese', { name: '红色马克杯' });
  make('accents', { name: 'Café Crème' });
  make('odd', {
    name: `O'Neil's "50%" \\ & | ! ( ) : * < -> chair\uD800\0`,
    tags: ["a'b", 'x"y', '{z}', 'A,B'],
  });
  make('long', { name: 'Longest', text: 'wordless '.repeat(40_000), tags: ['k'.repeat(5000)] });
  make('gone', { name: 'Mug that is gone' });
  scene.events.append('gone', ThingEvents.ThingGone({}));
  await scene.catchUp();
});
afterAll(() => scene.close());

const foundBy = (text: string) => scene.idsOf({ text });

describe('words', () => {
  test('are found in any form, and count by where they stand', async () => {
    expect(await foundBy('mugs')).toEqual(['in-name', 'in-tags', 'in-text', 'in-kind']);
    expect(await foundBy('MUG')).toEqual(await foundBy('mugs'));
  });

  test.each([
    ['blue mug', ['in-name', 'in-tags']],
    ['mug -blue', ['in-text', 'in-kind']],
    ['"blue mugs"', ['in-name']],
    ['"lamp dollar"', []],
    ['plate or lamp', ['dollar', 'red']],
    ['кружка', ['russian']],
    ['КРАСНАЯ', ['russian']],
    ['كوب', ['arabic']],
    ['马克杯', ['chinese']],
    ['"红色"', ['chinese']],
    ['cafe creme', ['accents']],
    ['CAFÉ', ['accents']],
    ['lamp', ['dollar']],
    ['longest', ['long']],
    ['chair', ['odd']],
    ["o'neil's 50%", ['odd']],
    ['the', []],
    ['?!', []],
    ['nowhere', []],
  ])('%s finds %j', async (text, ids) => {
    expect((await foundBy(text)).toSorted()).toEqual([...ids].toSorted());
  });

  test.each([
    ...[
      "'",
      '"',
      '\\',
      '&',
      '|',
      '!',
      '(',
      ')',
      ':*',
      '<->',
      '-',
      '--',
      '%',
      '$1',
      '\'; DROP TABLE "Lane"; --',
    ],
    ...['"unclosed', 'a & & b', '!!!x', '((((', 'or or or', '\0', 'a\0b', '\uD800', '😀', 'x:*', '-"', 'َُ'],
    ...['a '.repeat(500), `${'('.repeat(500)}${'"'.repeat(499)}`, '-a '.repeat(333), 'a or '.repeat(200)],
    ...['-'.repeat(999), '- '.repeat(499), '-!'.repeat(499), '－'.repeat(40), `a ${'-'.repeat(40)} a`],
  ])('that look like operators do no harm: %j', async (text) => {
    await expect(foundBy(text)).resolves.toBeInstanceOf(Array);
  });

  test('that are none ask for nothing', async () => {
    const all = await scene.idsOf();
    expect(all).toHaveLength(12);
    expect(all).toEqual(all.toSorted());
    expect(await foundBy('  \n ')).toEqual(all);
  });

  test('are at most a thousand characters', async () => {
    const refused = { code: 'INVALID_READ', message: 'text must have at most 1000 characters.' };
    await expect(foundBy('x'.repeat(10_240))).rejects.toMatchObject(refused);
    await expect(foundBy('x'.repeat(1001))).rejects.toMatchObject(refused);
    expect(await foundBy(` ${'x'.repeat(1000)} `)).toEqual([]);
  });
});

describe('values', () => {
  test.each([
    [{ equal: { kind: 'Kitchen' } }, ['in-name']],
    [{ equal: { kind: 'kitchen' } }, ['in-name']],
    [{ all: { tags: ['blue'] } }, ['in-name', 'in-tags']],
    [{ all: { tags: ['blue', 'sale', 'blue'] } }, ['in-name']],
    [{ all: { tags: [] }, text: 'lamp' }, ['dollar']],
    [{ all: { tags: ["a'b", 'x"y', '{z}', 'A,B'] } }, ['odd']],
    [{ all: { tags: ['A', 'B'] } }, []],
    [{ all: { tags: ['k'.repeat(5000)] } }, ['long']],
    [{ all: { tags: ['k'.repeat(4999)] } }, []],
    [{ equal: { kind: 'Kitchen' }, all: { tags: ['blue'] }, text: 'mug', least: euro(1250) }, ['in-name']],
    [{ least: euro(1250) }, ['in-name', 'red']],
    [{ least: euro(1251) }, ['red']],
    [{ least: euro(101), most: euro(1250) }, ['in-name']],
    [{ most: { minor: 9999, currency: 'USD' } }, ['dollar']],
    [{ least: euro(5000), most: euro(100) }, []],
  ])('%j finds %j', async (request, ids) => {
    expect((await scene.idsOf(request)).toSorted()).toEqual(ids);
  });

  test.each([
    [
      { least: euro(1), most: { minor: 5, currency: 'USD' } },
      /^The lowest and the highest price must have the same price\.currency\.$/,
    ],
    [{ least: { minor: 'x', currency: 'EUR' } }, /^the lowest price\.minor: /],
    [{ most: 'nothing' }, /^the highest price: /],
    [{ all: { tags: Array.from({ length: 21 }, String) } }, /tags must have at most 20 entries/],
    [{ first: 0 }, /first must be/],
    [{ first: 101 }, /first must be/],
  ])('%j is refused', async (request, message) => {
    await expect(scene.ask(request)).rejects.toMatchObject({
      code: 'INVALID_READ',
      message: expect.stringMatching(message),
    });
  });
});

describe('pages', () => {
  const COUNT = 300;
  beforeAll(async () => {
    for (let n = 0; n < COUNT; n += 1) {
      make(`page-${n}`, {
        name: `Paged ${'page '.repeat(n % 4)}`,
        kind: 'paged',
        text: n % 3 ? 'sheet' : '',
      });
    }
    await scene.catchUp();
  });

  async function walk(request: object, first: number, between: () => Promise<unknown> = async () => {}) {
    const ids: string[] = [];
    for (let cursor: string | undefined; ;) {
      const page = await scene.ask({ ...request, first, ...(cursor === undefined ? {} : { cursor }) });
      ids.push(...page.entries.map(({ document }) => document.id));
      cursor = page.entries.at(-1)?.cursor;
      if (!page.hasNextPage) return ids;
      await between();
    }
  }

  test.each([7, 50, 100])('of %i hold everything once, in one order', async (first) => {
    const ids = await walk({ text: 'page or sheet' }, first);
    expect(ids.length).toBeGreaterThan(200);
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids).toEqual(await walk({ text: 'page or sheet' }, 13));
    const all = await walk({ equal: { kind: 'paged' } }, first);
    expect(all).toEqual(Array.from({ length: COUNT }, (_, n) => `page-${n}`).toSorted());
  });

  test('go on after a rebuild, and after an entry that is gone', async () => {
    let rebuilds = 0;
    const before = await walk({ text: 'page' }, 100);
    const ids = await walk({ text: 'page' }, 90, async () => {
      rebuilds += 1;
      expect(await scene.rebuild(`again${rebuilds}`)).toBe(true);
    });
    expect(rebuilds).toBeGreaterThan(1);
    expect(ids).toEqual(before);
    const page = await scene.ask({ text: 'page', first: 2 });
    const { cursor = '', document } = page.entries[1] ?? {};
    scene.events.append(document?.id ?? '', ThingEvents.ThingGone({}));
    await scene.catchUp();
    const [next] = await scene.idsOf({ text: 'page', cursor, first: 1 });
    expect(next).toBe(before[2]);
  });

  test('belong to one question: a cursor of another one is refused', async () => {
    const { entries } = await scene.ask({ text: 'page', first: 1 });
    const cursor = entries[0]?.cursor ?? '';
    const refused = { code: 'INVALID_CURSOR' };
    await expect(scene.ask({ text: 'sheet', cursor })).rejects.toMatchObject(refused);
    await expect(scene.ask({ text: 'page', most: euro(5), cursor })).rejects.toMatchObject(refused);
    await expect(scene.ask({ cursor })).rejects.toMatchObject(refused);
    for (const wrong of [
      '',
      'x',
      `${cursor}A`,
      cursor.slice(1),
      Buffer.from('a/1/b').toString('base64url'),
    ]) {
      await expect(scene.ask({ text: 'page', cursor: wrong })).rejects.toMatchObject(refused);
    }
    await expect(scene.ask({ text: '  PAGE ', cursor })).resolves.toMatchObject({ hasNextPage: true });
  });
});
