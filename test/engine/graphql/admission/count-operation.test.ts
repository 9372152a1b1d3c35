// The count of an operation, however it is written: its values and its documents, before any is read.
import {
  execute,
  getIntrospectionQuery,
  getOperationAST,
  parse,
  print,
  type DocumentNode,
  type ExecutionResult,
} from 'graphql';
import { describe, expect, it } from 'vitest';
import { valueOf } from '../../../../src/engine/graphql/admission/amounts.ts';
import { countOperation } from '../../../../src/engine/graphql/admission/count-operation.ts';
import { documentReaderOf } from '../../../../src/engine/graphql/admission/document-reader.ts';
import * as storefront from '../../../../examples/storefront/src/operations.ts';
import { shopSchema as schema } from '../../../support/select-all.ts';

const times = (count: number, field: string) =>
  Array.from({ length: count }, (_, index) => `f${index}: ${field}`).join('\n');

function countOf(source: string | DocumentNode, variables: Readonly<Record<string, unknown>> = {}) {
  const document = typeof source === 'string' ? parse(source) : source;
  const operation = getOperationAST(document);
  if (!operation) throw new Error('There is no operation.');
  return valueOf(countOperation(schema, document, operation), { run: 1, variables });
}

let run = 0;
/** Each text once, so that none is remembered. */
const codeOf = (source: string, variables?: Readonly<Record<string, unknown>>): unknown => {
  try {
    run += 1;
    documentReaderOf(schema).read({ query: `${source} #${run}`, variables });
    return 'admitted';
  } catch (error) {
    return (error as { extensions?: { code?: unknown } }).extensions?.code;
  }
};

function leavesIn(value: unknown): number {
  if (typeof value !== 'object' || value === null) return 1;
  return Object.values(value).reduce((sum: number, one) => sum + leavesIn(one), 0);
}

const manyIds = `fragment A on AdminOrder { ${times(200, 'id')} }`;
const order = 'order(id: "o") { id customer { name } }';
const page = (first: string) => `adminOrders(first: ${first}) { nodes { id } }`;
const sales = 'salesAnalytics(from: "2026-01-01", to: "2026-01-02", granularity: DAY) { orders }';

describe('the documents of an operation', () => {
  it.each([
    ['documents', `{ ${times(500, order)} }`, 500],
    ['pages', `{ ${times(51, page('100'))} }`, 5100],
    ['pages of the usual length', `{ ${times(250, 'adminOrders { nodes { id } }')} }`, 5000],
    ['pages longer than there are', `{ ${times(51, page('2000000000'))} }`, 5100],
    ['pages shorter than there are', `{ ${times(51, page('-5'))} }`, 51],
    ['analyses', `{ ${times(7, sales)} }`, 5600],
    ['a document with a list beside it', '{ shippingDashboard { waitingCount } }', 1],
    ['a document with its list', '{ shippingDashboard { waiting { id } } }', 101],
    [
      'the list below each update',
      'subscription { shippingDashboardUpdated { document { waiting { id } } } }',
      100,
    ],
    ['what may be skipped', `query ($n: Boolean!) { ... @skip(if: $n) { ${order} } }`, 1],
    ['fragments', `{ ...A } fragment A on Query { ${page('50')} ...B } fragment B on Query { ${order} }`, 51],
    ['circles', `{ ...A } fragment A on Query { ${page('7')} ...B } fragment B on Query { ...A }`, 7],
    [
      'queries of payloads',
      `mutation { ${times(
        2,
        `payOrder(input: { orderId: "o", paymentReference: "p" }) {
          ... on PayOrderPayload { query { ...A } } }`,
      )} } fragment A on Query { ${page('100')} }`,
      200,
    ],
    ['an introspection', '{ __schema { types { name fields { name } } } }', 0],
  ])('counts %s', (_what, source, documents) => {
    expect(countOf(source).documents).toBe(documents);
  });

  it('is refused beyond the limit', () => {
    expect(codeOf(`{ ${times(50, page('100'))} }`)).toBe('admitted');
    expect(codeOf(`{ ${times(51, page('100'))} }`)).toBe('TOO_MANY_DOCUMENTS');
    const later = `query ($n: Int = 100) { ${times(51, page('$n'))} }`;
    expect([codeOf(later), codeOf(later, { n: 3 })]).toEqual(['TOO_MANY_DOCUMENTS', 'admitted']);
  });
});

describe('the values of an operation', () => {
  it.each([
    ['of one document', '{ order(id: "o") { id version customer { id name } } }', 4],
    ['of a page', '{ adminOrders(first: 10) { nodes { id total { amount currency } } } }', 30],
    [
      'of both forms of a page',
      '{ adminOrders(first: 10) { nodes { id } edges { cursor node { id } } } }',
      30,
    ],
    [
      'beside a page once',
      '{ adminOrders(first: 10) { nodes { id } pageInfo { hasNextPage endCursor } } }',
      12,
    ],
    ['of a page of the usual length', '{ loyaltyLeaderboard { rank points } }', 20],
    ['of a list of a declared length', '{ product(id: "p") { id tags } }', 21],
    ['of a list in a page', '{ searchProducts(first: 50) { nodes { tags } } }', 1000],
    ['of the list of a document', '{ shippingDashboard { id waiting { id } } }', 101],
    [
      'of an answer whose lists are counted when it is there',
      '{ salesOfPeriod: salesAnalytics(from: "2026-01-01", to: "2026-01-02") { periods { period byRegion { units } } } }',
      2,
    ],
    [
      'of updates',
      'subscription { loyaltyLeaderboardUpdated(first: 30) { token entries { rank points } } }',
      61,
    ],
    ['of what is not there', '{ nothing { at { all } } }', 1],
  ])('counts those %s', (_what, source, leaves) => {
    expect(countOf(source).leaves).toBe(leaves);
  });

  it('counts by the variables of the request, else by their defaults, else by the usual length', () => {
    const source = (given: string) => `query (${given}) { adminOrders(first: $n) { nodes { ...A } } }
      fragment A on AdminOrder { id ...B } fragment B on AdminOrder { version }`;
    expect(countOf(source('$n: Int!'), { n: 7 }).leaves).toBe(14);
    expect(countOf(source('$n: Int!'), { n: '7' }).leaves).toBe(200);
    expect(countOf(source('$n: Int! = 5')).leaves).toBe(40);
    const costly = `query ($n: Int! = 100) { ${times(6, 'adminOrders(first: $n) { nodes { ...A } }')} } ${manyIds}`;
    expect([codeOf(costly), codeOf(costly, { n: 80 })]).toEqual(['OPERATION_TOO_COSTLY', 'admitted']);
  });

  it('counts fragments of fragments in no time', () => {
    const doubled = Array.from(
      { length: 200 },
      (_, index) => `fragment F${index} on Query { a${index}: __typename ...F${index + 1} ...F${index + 1} }`,
    );
    const source = (end: string) =>
      `query ($n: Int!) { ...F0 } ${doubled.join(' ')} fragment F200 on Query { ${end} }`;
    expect(countOf(source('__typename')).leaves).toBeGreaterThan(2 ** 200);
    expect(countOf(source('adminOrders(first: $n) { nodes { id } }'), { n: 9 }).leaves).toBeGreaterThan(
      2 ** 200,
    );
  });

  it('counts an introspection as what it gives', () => {
    for (const source of [
      getIntrospectionQuery({ inputValueDeprecation: true, directiveIsRepeatable: true }),
      '{ __schema { types { name fields { name type { kind fields { name } ofType { name possibleTypes { name } } } } } } }',
      '{ __type(name: "Order") { fields { type { ofType { fields { name } } } } } }',
      '{ __type(name: "None") { fields { name } } }',
    ]) {
      const { data } = execute({ schema, document: parse(source) }) as ExecutionResult;
      const counted = countOf(source).leaves;
      // Empty lists count too; where a directive stands does not.
      expect(counted).toBeGreaterThan(leavesIn(data) * 0.9);
      expect(counted).toBeLessThan(leavesIn(data) * 1.3);
      expect(codeOf(source)).toBe('admitted');
    }
    const named = 'query ($name: String!) { __type(name: $name) { fields { name } } }';
    expect(countOf(named, { name: 'Money' }).leaves).toBe(2);
  });

  it.each([
    ['many values below a page', `{ ${times(6, 'adminOrders(first: 100) { nodes { ...A } }')} } ${manyIds}`],
    [
      'many values below a list in a page',
      `{ adminOrders(first: 100) { nodes { id } } searchProducts(first: 100) { nodes { ${times(60, 'tags')} } } }`,
    ],
    [
      'an introspection of many names',
      `{ ${times(3, '__schema { types { fields { ...A } } }')} } fragment A on __Field { ${times(200, 'name')} }`,
    ],

    [
      'an introspection of all types an interface may be',
      '{ __schema { types { interfaces { possibleTypes { interfaces { possibleTypes { interfaces { possibleTypes { name } } } } } } } } }',
    ],
    [
      'circles of introspection',
      '{ __schema { types { ...A } } } fragment A on __Type { fields { type { ...A } } }',
    ],
  ])('refuses %s', (what, source) => {
    expect(codeOf(source)).toBe(what.startsWith('circles') ? 'DOCUMENT_TOO_LARGE' : 'OPERATION_TOO_COSTLY');
  });
});

describe('the operations of this repository', () => {
  const { commandDocuments, OrderQuery, OrdersQuery, ProductsQuery, UpdatesSubscription } = storefront;
  it.each([OrderQuery, OrdersQuery, ProductsQuery, UpdatesSubscription, ...Object.values(commandDocuments)])(
    'are admitted: the storefront',
    (document) => {
      expect(codeOf(print(document))).toBe('admitted');
    },
  );

  it('are admitted: GraphiQL', () => {
    expect(countOf(getIntrospectionQuery()).leaves).toBeLessThan(20_000);
    expect(codeOf(getIntrospectionQuery())).toBe('admitted');
  });
});
