// One GraphQL operation that reads everything there is to see of the small shop, and what it must answer.
import * as boards from './board-views.ts';
import type { PlainOrder, PlainProduct, PlainShop } from './state.ts';
import * as views from './views.ts';

const MONEY = '{ amount currency }';
const ADDRESS = '{ line1 line2 city postalCode region country }';

const DOCUMENTS = [
  {
    field: 'customer',
    ids: 3,
    selection: `id version name email phoneNumber address ${ADDRESS} registeredAt orderCount lifetimeValue ${MONEY}`,
    expected: views.customer,
  },
  {
    field: 'product',
    ids: 4,
    selection: `id version name description category price ${MONEY} tags listedAt discontinued discontinuedAt`,
    expected: views.product,
  },
  {
    field: 'order',
    kind: 'order',
    ids: 24,
    selection: `id version customerId customer { id name email } status
      items { product { id name } quantity unitPrice ${MONEY} lineTotal ${MONEY} } itemCount total ${MONEY}
      shippingAddress ${ADDRESS} createdAt paidAt paymentReference shippedAt carrier trackingNumber deliveredAt
      cancelledAt cancellationReason`,
    expected: views.order,
  },
  {
    field: 'orderSummary',
    kind: 'order',
    ids: 24,
    selection: `id version customerId customerName customerEmail itemCount productIds productNames total ${MONEY}
      status shippedAt`,
    expected: views.orderSummary,
  },
  {
    field: 'account',
    ids: 4,
    selection: `id version customerId currency balance ${MONEY} status openedAt closedAt`,
    expected: views.account,
  },
] as const;

const LISTS = [
  {
    field: 'customerOrders',
    by: 'customerId',
    kind: 'customer',
    ids: 3,
    selection: `id version status createdAt total ${MONEY}`,
    expected: views.customerOrders,
  },
  {
    field: 'accountStatement',
    by: 'id',
    kind: 'account',
    ids: 4,
    selection: `kind at amount ${MONEY} balance ${MONEY}`,
    expected: views.accountStatement,
  },
] as const;

const FILTERS: Readonly<Record<string, (order: PlainOrder) => boolean>> = {
  '': () => true,
  'status: PAID': ({ status }) => status === 'PAID',
  'region: EUROPE': ({ address }) => address?.country === 'DE',
  'status: CREATED, region: ASIA': ({ status, address }) => status === 'CREATED' && address?.country === 'JP',
};

const QUESTIONS: Readonly<Record<string, (product: PlainProduct) => boolean>> = {
  '': () => true,
  'category: "office"': ({ category }) => category === 'office',
  'tags: ["gift", "new"]': ({ tags }) => ['gift', 'new'].every((tag) => tags.includes(tag)),
  'maxPrice: { amount: "250.00", currency: "EUR" }': ({ price }) =>
    price.currency === 'EUR' && price.minor <= 25_000,
  'text: "pens", tags: ["blue"]': ({ name, tags }) => /pen/i.test(name) && tags.includes('blue'),
};

const SALES = `orders units revenue ${MONEY}`;
const WAITING = `id customerName itemCount total ${MONEY} country paidAt`;
const PRODUCT = `id version name description category price ${MONEY} tags listedAt discontinued discontinuedAt`;

const BOARDS = `
  ${Object.keys(FILTERS)
    .map(
      (filter, index) => `adminOrders_${index}: adminOrders(first: 100, ${filter}) {
        nodes { id version customerName total ${MONEY} status fraudScore region createdAt } }`,
    )
    .join('\n')}
  shippingDashboard { id version counts { created paid shipped delivered cancelled } waitingCount
    waiting { ${WAITING} } }
  waitingOrders(first: 100) { nodes { ${WAITING} } }
  salesAnalytics(from: "2026-01-01", to: "2026-12-31", granularity: DAY) {
    ${SALES} byProduct { productId units revenue ${MONEY} } byRegion { region ${SALES} } periods { period ${SALES} } }
  ${[1, 2, 3]
    .map(
      (number) => `profile_${number}: loyaltyProfile(customerId: "customer-${number}") {
        id version customerId customerName score rank }`,
    )
    .join('\n')}
  loyaltyLeaderboard(first: 10) { rank customerId customerName score }
`;

function boardsOf(shop: PlainShop): Readonly<Record<string, unknown>> {
  const lists = Object.values(FILTERS).map((filter, index) => [
    `adminOrders_${index}`,
    { nodes: boards.adminOrders(shop, filter) },
  ]);
  const profiles = [1, 2, 3].map((number) => [
    `profile_${number}`,
    boards.loyaltyProfile(shop, `customer-${number}`),
  ]);
  return {
    ...Object.fromEntries([...lists, ...profiles]),
    shippingDashboard: boards.shippingDashboard(shop),
    waitingOrders: { nodes: boards.waitingOrders(shop) },
    salesAnalytics: boards.salesAnalytics(shop),
    loyaltyLeaderboard: boards.loyaltyLeaderboard(shop),
  };
}

/** Only where there is a Postgres. */
export const SEARCHES = `{ ${Object.keys(QUESTIONS)
  .map((asked, index) => `search_${index}: searchProducts(first: 100, ${asked}) { nodes { ${PRODUCT} } }`)
  .join('\n')} }`;

export const searchesOf = (shop: PlainShop): Readonly<Record<string, unknown>> =>
  Object.fromEntries(
    Object.values(QUESTIONS).map((question, index) => [
      `search_${index}`,
      { nodes: boards.searchProducts(shop, question) },
    ]),
  );

const idsOf = (kind: string, count: number): readonly string[] =>
  Array.from({ length: count }, (_, index) => `${kind}-${index + 1}`);

const aliasOf = (field: string, id: string): string => `${field}_${id.replace('-', '_')}`;

/** In several operations, because one may not give that much. */
export const EVERYTHING: readonly string[] = [
  ...DOCUMENTS.map(({ field, ids, selection, ...rest }) =>
    idsOf('kind' in rest ? rest.kind : field, ids).map(
      (id) => `${aliasOf(field, id)}: ${field}(id: "${id}") { ${selection} }`,
    ),
  ),
  ...LISTS.map(({ field, by, kind, ids, selection }) =>
    idsOf(kind, ids).map(
      (id) => `${aliasOf(field, id)}: ${field}(${by}: "${id}", first: 100) { nodes { ${selection} } }`,
    ),
  ),
  [BOARDS],
].map((fields) => `{ ${fields.join('\n')} }`);

export function everythingOf(shop: PlainShop): Readonly<Record<string, unknown>> {
  const documents = DOCUMENTS.flatMap(({ field, ids, expected, ...rest }) =>
    idsOf('kind' in rest ? rest.kind : field, ids).map((id) => [aliasOf(field, id), expected(shop, id)]),
  );
  const lists = LISTS.flatMap(({ field, kind, ids, expected }) =>
    idsOf(kind, ids).map((id) => [aliasOf(field, id), { nodes: expected(shop, id) }]),
  );
  return { ...Object.fromEntries([...documents, ...lists]), ...boardsOf(shop) };
}
