// Things of a shop that operations can name: ids, cursors, tokens; some of which are not as they should be.
import type { Client } from '../shop.ts';
import { signedToken, unsigned } from '../signed-tokens.ts';

type Ids = Readonly<Record<string, readonly string[]>>;

export interface World {
  /** By the names of the fields of Query. */
  readonly ids: Ids;
  /** Of documents that are not as they should be. */
  readonly odd: Ids;
  readonly cursors: readonly string[];
  readonly tokens: readonly string[];
}

const numbered = (kind: string, count: number): readonly string[] =>
  Array.from({ length: count }, (_, index) => `${kind}-${index + 1}`);

const orders = numbered('demo-order', 6);
const customers = numbered('customer', 3);
const accounts = numbered('demo-account', 2);

const PAGES = [
  'waitingOrders(first: 1)',
  'adminOrders(first: 2)',
  'customerOrders(customerId: "customer-1", first: 1)',
  'accountStatement(id: "demo-account-1", first: 1)',
  'searchProducts(first: 2)',
];

/** @param odd by the names of their read models. */
export async function lookAround(shop: Client, odd: Ids): Promise<World> {
  const pages = PAGES.map((page, index) => `p${index}: ${page} { pageInfo { endCursor } }`);
  const source = `{ ${pages.join('\n')} order(id: "demo-order-1") { id } }`;
  const response = await shop.post(source);
  const text = await response.text();
  const token = response.headers.get('consistency-token') ?? '';
  const cursors = [...text.matchAll(/"endCursor":"([^"]+)"/g)].flatMap(([, cursor]) => cursor ?? []);
  if (cursors.length !== PAGES.length) throw new Error(`Some pages are empty: ${text}`);
  const ids = {
    order: orders,
    orderSummary: orders,
    customer: customers,
    customerOrders: customers,
    loyaltyProfile: customers,
    account: accounts,
    accountStatement: accounts,
    product: numbered('product', 6),
  };
  const foreign = signedToken({ incarnation: '11111111-1111-4111-8111-111111111111', position: '1' });
  return { ids, odd, cursors, tokens: [token, foreign, unsigned(token), `${token}AAAA`, 'x', ''] };
}
