// How many documents an operation may ask for, however it is written.
import { parse, validate } from 'graphql';
import { describe, expect, it } from 'vitest';
import { modules } from '../../../../src/app/modules.ts';
import { buildSchema } from '../../../../src/engine/graphql/schema/build-schema.ts';
import { limitReads } from '../../../../src/engine/graphql/schema/limit-reads.ts';

const schema = buildSchema({ modules });
const times = (count: number, field: string) =>
  Array.from({ length: count }, (_, index) => `f${index}: ${field}`).join('\n');
const asked = (source: string): readonly number[] =>
  validate(schema, parse(source), [limitReads]).map(({ message, extensions }) => {
    expect(extensions).toEqual({ code: 'TOO_MANY_DOCUMENTS' });
    return Number(/up to (\d+)/.exec(message)?.[1]);
  });

const order = 'order(id: "o") { id customer { name } }';
const page = (first: string) => `adminOrders(first: ${first}) { nodes { id } }`;
const sales = 'salesAnalytics(from: "2026-01-01", to: "2026-01-02", granularity: DAY) { orders }';

describe('an operation', () => {
  it.each([
    ['documents', `{ ${times(500, order)} }`],
    ['fifty full pages', `{ ${times(50, page('100'))} }`],
    ['pages of no given length', `{ ${times(250, 'adminOrders { nodes { id } }')} }`],
    ['a dozen analyses', `{ ${times(12, sales)} }`],
    ['an introspection', '{ __schema { types { name fields { name } } } }'],
  ])('that asks for %s runs', (_what, source) => {
    expect(asked(source)).toEqual([]);
  });

  it.each([
    ['too many pages', `{ ${times(51, page('100'))} }`, 5100],
    ['pages longer than there are', `{ ${times(51, page('2000000000'))} }`, 5100],
    ['pages shorter than there are', `{ ${times(5001, page('-5'))} }`, 5001],
    ['pages of a length to come', `query ($n: Int!) { ${times(51, page('$n'))} }`, 5100],
    ['too many analyses', `{ ${times(13, sales)} }`, 5200],
    [
      'what may be skipped',
      `query ($n: Boolean!) { ${times(51, page('100'))} ... @skip(if: $n) { ${order} } }`,
      5101,
    ],
    [
      'fragments',
      `{ ...A } fragment A on Query { ${times(50, page('100'))} ...B } fragment B on Query { ${order} }`,
      5001,
    ],
    [
      'circles',
      `{ ...A } fragment A on Query { ${times(51, page('100'))} ...B } fragment B on Query { ...A }`,
      5100,
    ],
    [
      'queries of payloads',
      `mutation { ${times(
        2,
        `payOrder(input: { orderId: "o", paymentReference: "p" }) {
          ... on PayOrderPayload { query { ...A } } }`,
      )} } fragment A on Query { ${times(26, page('100'))} }`,
      5200,
    ],
  ])('that asks for %s does not', (_what, source, documents) => {
    expect(asked(source)).toEqual([documents]);
  });
});
