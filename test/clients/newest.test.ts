// The newest values of entities in a session: every field only ever goes forward, whoever asks for it and under
// whatever name.
import { parse, type DocumentNode } from 'graphql';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { rememberNewest as remember } from '../../clients/core/newest.ts';

const QUERY = parse(`{ order(id: "1") { __typename id version status items { name quantity } } }`);

const order = (version: number, rest: object = {}) => ({
  order: { __typename: 'Order', id: '1', version, status: `S${version}`, ...rest },
});

/** What comes out of a copy of what comes in. */
function rememberNewest(limit: number) {
  const newest = remember(limit);
  return {
    admit: (query: DocumentNode, variables: Record<string, unknown>, sent: unknown) => {
      const data = structuredClone(sent);
      const { older: stale = false, lacks = false } = newest.admit({ query, variables }, data);
      return { stale, data, ...(lacks && { lacks }) };
    },
    forget: newest.forget,
  };
}

describe('an answer', () => {
  it('goes through as it is when it is news, when it is known, and when it is about something else', () => {
    const newest = rememberNewest(10);
    for (const data of [order(1), order(1), order(2), { other: null }, null, undefined]) {
      expect(newest.admit(QUERY, {}, data)).toEqual({ data, stale: false });
    }
  });

  it('that is older has the newer values in it', () => {
    const newest = rememberNewest(10);
    newest.admit(QUERY, {}, order(3));
    expect(newest.admit(QUERY, {}, order(2))).toEqual({ data: order(3), stale: true });
  });

  it('keeps its own values of fields that nobody asked for since', () => {
    const newest = rememberNewest(10);
    newest.admit(parse('{ order { __typename id version status } }'), {}, order(3));
    const older = order(2, { items: [{ name: 'Cup', quantity: 1 }] });
    expect(newest.admit(QUERY, {}, older).data).toEqual(order(3, { items: [{ name: 'Cup', quantity: 1 }] }));
  });

  it('takes what is newer under other names, with other fields below, and as part of a list', () => {
    const newest = rememberNewest(10);
    const seen = parse(
      `{ pay { ... on Payload { o: order { ...F } } } } fragment F on Order { __typename id version s: status lines: items { q: quantity n: name } }`,
    );
    newest.admit(
      seen,
      {},
      {
        pay: {
          o: {
            __typename: 'Order',
            id: '1',
            version: 4,
            s: 'PAID',
            lines: [
              { q: 7, n: 'Cup' },
              { q: 8, n: 'Pot' },
            ],
          },
        },
      },
    );
    const list = parse('{ orders { nodes { __typename id version status items { quantity } } } }');
    const data = {
      orders: {
        nodes: [
          { __typename: 'Order', id: '1', version: 2, status: 'CREATED', items: [{ quantity: 1 }] },
          { __typename: 'Order', id: '2', version: 2, status: 'CREATED', items: [{ quantity: 1 }] },
        ],
      },
    };
    expect(newest.admit(list, {}, data)).toEqual({
      data: {
        orders: {
          nodes: [
            {
              __typename: 'Order',
              id: '1',
              version: 4,
              status: 'PAID',
              items: [{ quantity: 7 }, { quantity: 8 }],
            },
            data.orders.nodes[1],
          ],
        },
      },
      stale: true,
    });
  });

  it('tells arguments apart, and the types that share an id', () => {
    const newest = rememberNewest(10);
    const asked = parse('query ($c: String) { order { __typename id version total(in: $c) } }');
    const total = (version: number, value: number, type = 'Order') => ({
      order: { __typename: type, id: '1', version, total: value },
    });
    newest.admit(asked, { c: 'EUR' }, total(3, 30));
    expect(newest.admit(asked, { c: 'USD' }, total(2, 20)).data).toEqual(total(3, 20));
    expect(newest.admit(asked, { c: 'EUR' }, total(2, 20)).data).toEqual(total(3, 30));
    expect(newest.admit(asked, { c: 'EUR' }, total(1, 10, 'OrderSummary')).data).toEqual(
      total(1, 10, 'OrderSummary'),
    );
  });

  it('leaves alone what is named the same but means something else on another type', () => {
    const newest = rememberNewest(10);
    const asked = parse(
      '{ node { __typename id version ... on Order { x: status } ... on Customer { x: name } } }',
    );
    const node = (version: number, x: string) => ({ node: { __typename: 'Order', id: '1', version, x } });
    newest.admit(asked, {}, node(2, 'PAID'));
    expect(
      newest.admit(parse('{ order { __typename id version name } }'), {}, order(1, { name: 'n' })).data,
    ).toEqual({
      order: { ...order(1, { name: 'n' }).order, version: 2 },
    });
  });

  it('does not bring back what has been seen newer elsewhere than in what takes its place', () => {
    const newest = rememberNewest(10);
    const waiting = (version: number) => [
      { __typename: 'WaitingOrder', id: 'o1', version, customerName: `N${version}` },
    ];
    const asked = parse('{ board { __typename id version waiting { __typename id version customerName } } }');
    const board = (version: number, ofOrder: number) => ({
      board: { __typename: 'Board', id: 'shop', version, waiting: waiting(ofOrder) },
    });
    newest.admit(asked, {}, board(10, 1));
    newest.admit(parse('{ all { __typename id version customerName } }'), {}, { all: waiting(5) });
    expect(newest.admit(asked, {}, board(9, 4))).toEqual({ data: board(10, 5), stale: true });
  });

  it('keeps its own list where what was seen of it lacks what is asked for, and says so', () => {
    const newest = rememberNewest(10);
    const few = parse('{ order { __typename id version status items { quantity } } }');
    newest.admit(few, {}, order(2, { items: [{ quantity: 7 }] }));
    // Of the cup there are no seven: it has been taken out.
    const items = [
      { name: 'Cup', quantity: 1 },
      { name: 'Pot', quantity: 2 },
    ];
    expect(newest.admit(QUERY, {}, order(1, { items }))).toEqual({
      data: order(2, { items }),
      stale: true,
      lacks: true,
    });
  });

  it('takes nothing of what stood in the same place at the same version', () => {
    const newest = rememberNewest(10);
    const whole = parse('{ order { __typename id version items { id name } } }');
    const items = (...all: object[]) => ({ order: { __typename: 'Order', id: '1', version: 2, items: all } });
    newest.admit(whole, {}, items({ id: 'a', name: 'Cup' }));
    newest.admit(parse('{ order { __typename id version items { id } } }'), {}, items({ id: 'b' }));
    const { order: older } = items({ id: 'b', name: 'Pot' });
    expect(newest.admit(whole, {}, { order: { ...older, version: 1 } })).toEqual({
      data: items({ id: 'b', name: 'Pot' }),
      stale: true,
      lacks: true,
    });
  });

  it('is asked for the same by fields without arguments, however their documents say so', () => {
    const newest = rememberNewest(10);
    newest.admit(QUERY, {}, order(3));
    const bare: typeof QUERY = JSON.parse(JSON.stringify(QUERY).replaceAll('"arguments":[],', ''));
    expect(bare).not.toEqual(QUERY);
    expect(newest.admit(bare, {}, order(2)).data).toEqual(order(3));
  });

  it('is forgotten when too much else was seen since, or when told so', () => {
    const newest = rememberNewest(2);
    const of = (id: string, version: number) => ({
      order: { __typename: 'Order', id, version, status: 'S' },
    });
    newest.admit(QUERY, {}, of('1', 9));
    newest.admit(QUERY, {}, of('2', 9));
    newest.admit(QUERY, {}, of('1', 9));
    newest.admit(QUERY, {}, of('3', 9));
    expect(newest.admit(QUERY, {}, of('1', 1)).data).toEqual(of('1', 9));
    expect(newest.admit(QUERY, {}, of('2', 1)).data).toEqual(of('2', 1));
    newest.forget();
    expect(newest.admit(QUERY, {}, of('1', 1)).data).toEqual(of('1', 1));
  });
});

it('whatever comes in whatever order, no field of a normalized cache goes back', () => {
  const fields = ['status', 'total', 'note'] as const;
  const answer = fc.record({
    version: fc.integer({ min: 1, max: 8 }),
    asked: fc.subarray([...fields], { minLength: 1 }),
    id: fc.constantFrom('1', '2'),
  });
  fc.assert(
    fc.property(fc.array(answer, { maxLength: 40 }), (answers) => {
      const newest = rememberNewest(100);
      const cache = new Map<string, number>();
      for (const { version, asked, id } of answers) {
        const query = parse(`{ order { __typename id version ${asked.join(' ')} } }`);
        // The value of a field is the version it is of.
        const values = Object.fromEntries(asked.map((field) => [field, version]));
        const { data } = newest.admit(query, {}, { order: { __typename: 'Order', id, version, ...values } });
        const { order: shown } = data as { readonly order: Readonly<Record<string, number>> };
        for (const field of [...asked, 'version']) {
          const value = shown[field] ?? 0;
          const before = cache.get(`${id}/${field}`) ?? 0;
          expect(value).toBeGreaterThanOrEqual(before);
          expect(value).toBe(Math.max(before, version));
          cache.set(`${id}/${field}`, value);
        }
      }
    }),
  );
});
