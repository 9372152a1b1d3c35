// One GraphQL operation that reads everything there is to see of the small shop, and what it must answer.
import type { PlainShop } from './state.ts';
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

const idsOf = (kind: string, count: number): readonly string[] =>
  Array.from({ length: count }, (_, index) => `${kind}-${index + 1}`);

const aliasOf = (field: string, id: string): string => `${field}_${id.replace('-', '_')}`;

export const EVERYTHING = `{
  ${DOCUMENTS.flatMap(({ field, ids, selection, ...rest }) =>
    idsOf('kind' in rest ? rest.kind : field, ids).map(
      (id) => `${aliasOf(field, id)}: ${field}(id: "${id}") { ${selection} }`,
    ),
  ).join('\n')}
  ${LISTS.flatMap(({ field, by, kind, ids, selection }) =>
    idsOf(kind, ids).map(
      (id) => `${aliasOf(field, id)}: ${field}(${by}: "${id}", first: 100) { nodes { ${selection} } }`,
    ),
  ).join('\n')}
}`;

export function everythingOf(shop: PlainShop): Readonly<Record<string, unknown>> {
  const documents = DOCUMENTS.flatMap(({ field, ids, expected, ...rest }) =>
    idsOf('kind' in rest ? rest.kind : field, ids).map((id) => [aliasOf(field, id), expected(shop, id)]),
  );
  const lists = LISTS.flatMap(({ field, kind, ids, expected }) =>
    idsOf(kind, ids).map((id) => [aliasOf(field, id), { nodes: expected(shop, id) }]),
  );
  return Object.fromEntries([...documents, ...lists]);
}
