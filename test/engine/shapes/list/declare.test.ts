import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { defineDocument } from '../../../../src/engine/shapes/document/declare.ts';
import { listIndex, listsOf, partitionOf } from '../../../../src/engine/shapes/list/declare.ts';
import { defineProjection } from '../../../../src/engine/definitions/projection.ts';
import { dateTime, enumeration, hidden, id } from '../../../../src/engine/definitions/values.ts';
import { CounterEvents } from '../../../support/counter-domain.ts';

const spec = { by: ['owner'], filters: ['status', 'region'], newest: 'createdAt' } as const;
const fields = { owner: z.string(), status: z.string(), region: z.string(), createdAt: dateTime() };
const [list] = listsOf(
  { name: 'order', document: defineDocument('Order', fields), lists: { orders: spec } },
  1,
);
if (!list) throw new Error('There is no list.');
const at = '2026-01-02T03:04:05.006Z';
const entries = (body: Readonly<Record<string, string | null>>) => list.entriesOf('o-1', body);

describe('a document in a list', () => {
  test('stands in an index for each combination it can be asked with, and in no other', () => {
    const found = entries({ owner: 'ann', status: 'PAID', region: 'EU', createdAt: at });
    expect(found.every(({ member, score }) => score === 0 && member === `${at}/o-1`)).toBe(true);
    const asked = [{}, { status: 'PAID' }, { region: 'EU' }, { status: 'PAID', region: 'EU' }];
    expect(found.map(({ index }) => index).toSorted()).toEqual(
      asked.map((filters) => listIndex(list, { owner: 'ann', ...filters })).toSorted(),
    );
  });

  test('stands in no index of a filter for which it has no value', () => {
    const found = entries({ owner: 'ann', status: 'PAID', region: null, createdAt: at });
    expect(found.map(({ index }) => index)).toEqual([
      'list:orders:owner=ann',
      'list:orders:owner=ann&status=PAID',
    ]);
  });

  test.each([
    ['was removed', null],
    ['has nothing it could be asked by', { owner: null, createdAt: at }],
    ['has no time', { owner: 'ann', createdAt: null }],
  ])('that %s is not listed', (_, body) => {
    expect(list.entriesOf('o-1', body)).toEqual([]);
  });

  test('can have any text as a value, and no two are taken for one', () => {
    const texts = ['a', 'a&status=PAID', 'a=b', '%61', '', ' ', '*', '{x}', 'ä', '\u{1F600}', '\uD83D'];
    const partitions = texts.map((owner) => partitionOf(list, { owner }));
    expect(new Set(partitions).size).toBe(texts.length);
    expect(partitionOf(list, { owner: 'a', status: 'PAID' })).not.toBe(partitions[1]);
  });
});

describe('a projection', () => {
  type Field = 'a' | 'b' | 'c' | 'd' | 'e';
  interface Rest {
    readonly lanes?: number;
    readonly store?: 'redis' | 'postgres';
    readonly by?: readonly Field[];
    readonly filters?: readonly Field[];
    readonly order?: { readonly oldest: Field };
  }
  const define = (rest: Rest) =>
    defineProjection('listed', {
      document: defineDocument('Listed', {
        a: dateTime(),
        b: id().nullable(),
        c: enumeration('Size', ['BIG', 'SMALL']),
        d: z.string(),
        e: hidden(dateTime().nullable()),
      }),
      from: [CounterEvents],
      create: { CounterOpened: () => ({ a: '', b: null, c: 'BIG', d: '', e: null }) },
      update: { CounterIncremented: (one) => one, CounterRenamed: (one) => one },
      lists: { all: { ...(rest.order ?? { newest: 'a' }), by: rest.by ?? [], filters: rest.filters ?? [] } },
      ...(rest.lanes === undefined ? {} : { lanes: rest.lanes }),
      ...(rest.store === undefined ? {} : { store: rest.store }),
    });

  test('with lists has one lane, and a list at most three filters', () => {
    expect(define({}).lists).toMatchObject([
      { name: 'all', by: [], filters: [], named: {}, at: 'a', order: 'newest' },
    ]);
    expect(() => define({ lanes: 2 })).toThrow(/one lane/);
    expect(() => define({ filters: ['a', 'b', 'c', 'd'] })).toThrow(/more than 3 filters/);
    expect(() => define({ store: 'postgres' })).toThrow(/which are kept in Redis/);
    expect(define({ store: 'redis' }).foldId).toBe(define({}).foldId);
  });

  test('is another one when its lists are others, so that it is rebuilt', () => {
    const ids = [{}, { filters: ['b'] as const }, { order: { oldest: 'e' } as const }].map(
      (rest) => define(rest).foldId,
    );
    expect(new Set(ids).size).toBe(3);
  });

  test('is the same when a list is read from its other end', () => {
    expect(define({ order: { oldest: 'a' } }).foldId).toBe(define({}).foldId);
  });

  test('says which end of a list comes first', () => {
    expect(define({ order: { oldest: 'e' } }).lists).toMatchObject([{ at: 'e', order: 'oldest' }]);
  });

  test('is asked by ids, texts and enums, and ordered by a time', () => {
    const bad = (message: string) => expect.objectContaining({ code: 'BAD_DEFINITION', message });
    expect(() => define({ by: ['b', 'c'], filters: ['d'], order: { oldest: 'e' } })).not.toThrow();
    expect(() => define({ order: { oldest: 'd' } })).toThrow(
      bad('List all of listed: d is no time to order by. Declare it as dateTime(), which may be nullable.'),
    );
    expect(() => define({ by: ['e'] })).toThrow(
      bad('List all of listed: e is no field to ask by. Take an id(), a text or an enumeration().'),
    );
    expect(() => define({ filters: ['colour' as 'a'] })).toThrow(/colour is no field to ask by/);
  });
});
