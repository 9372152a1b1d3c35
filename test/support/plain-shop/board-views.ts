// Read models of those who run the shop, as they must show the plain shop.
import { totalOf, type PlainOrder, type PlainProduct, type PlainSale, type PlainShop } from './state.ts';
import { amounts, newestFirst, product } from './views.ts';

const REGIONS = new Map([
  ['DE', 'EUROPE'],
  ['US', 'NORTH_AMERICA'],
  ['JP', 'ASIA'],
]);

const regionOf = (country: string | null | undefined): string | null => REGIONS.get(country ?? '') ?? null;

const money = (order: PlainOrder) => amounts([totalOf(order)])[0];

function fraudScore(order: PlainOrder): number {
  const quantities = order.items.map(({ quantity }) => quantity);
  const most = Math.max(...quantities);
  const all = quantities.reduce((a, b) => a + b, 0);
  const total = totalOf(order).minor / 100;
  let score = order.address === null ? 20 : 0;
  if (total >= 5000) score += 30;
  else if (total >= 1000) score += 15;
  if (most >= 100) score += 25;
  else if (most >= 10) score += 10;
  if (all >= 200) score += 15;
  else if (all >= 20) score += 5;
  return score;
}

export function adminOrders({ orders, customers }: PlainShop, of: (order: PlainOrder) => boolean) {
  return newestFirst([...orders].filter(([, order]) => of(order))).map(([id, order]) => ({
    ...{ id, version: order.version, status: order.status, createdAt: order.createdAt },
    customerName: customers.get(order.customerId)?.name,
    total: money(order),
    fraudScore: fraudScore(order),
    region: regionOf(order.address?.country),
  }));
}

export function shippingDashboard(shop: PlainShop) {
  const count = (status: string): number =>
    [...shop.orders.values()].filter((order) => order.status === status).length;
  const paid = count('PAID');
  const counts = { created: count('CREATED'), paid, shipped: count('SHIPPED') };
  return {
    ...{ id: 'shop', version: shop.moves, waitingCount: paid, waiting: waitingOrders(shop) },
    counts: { ...counts, delivered: count('DELIVERED'), cancelled: count('CANCELLED') },
  };
}

/** Who waits longest is first. */
export function waitingOrders({ orders, customers }: PlainShop) {
  return [...orders]
    .filter(([, { status }]) => status === 'PAID')
    .toSorted(([, a], [, b]) => (String(a.paidAt) < String(b.paidAt) ? -1 : 1))
    .map(([id, order]) => ({
      ...{ id, paidAt: order.paidAt, country: order.address?.country ?? null },
      customerName: customers.get(order.customerId)?.name,
      itemCount: order.items.length,
      total: money(order),
    }));
}

const unitsOf = ({ items, sign }: PlainSale): number =>
  sign * items.reduce((sum, { quantity }) => sum + quantity, 0);

const revenueOf = ({ items, sign }: PlainSale) =>
  items.map(({ quantity, price: { minor, currency } }) => ({ minor: sign * quantity * minor, currency }));

const sum = (numbers: readonly number[]): number => numbers.reduce((a, b) => a + b, 0);

function salesOf(sales: readonly PlainSale[]) {
  return {
    orders: sum(sales.map(({ sign }) => sign)),
    units: sum(sales.map(unitsOf)),
    revenue: amounts(sales.flatMap(revenueOf)),
  };
}

const byKey = <Part extends object>(parts: readonly Part[]): readonly Part[] =>
  parts.toSorted((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));

function partsOf(sales: readonly PlainSale[]) {
  const productIds = new Set(sales.flatMap(({ items }) => items.map(({ productId }) => productId)));
  const byProduct = [...productIds].map((productId) => {
    const items = (sale: PlainSale) => sale.items.filter((item) => item.productId === productId);
    const { units, revenue } = salesOf(sales.map((sale) => ({ ...sale, items: items(sale) })));
    return { productId, units, revenue };
  });
  const regions = new Set(sales.map(({ country }) => regionOf(country)));
  const byRegion = [...regions].map((region) => {
    return { region, ...salesOf(sales.filter(({ country }) => regionOf(country) === region)) };
  });
  return {
    ...salesOf(sales),
    byProduct: byKey(byProduct.filter(({ units, revenue }) => units !== 0 || revenue.length > 0)),
    byRegion: byKey(
      byRegion.filter(({ orders, units, revenue }) => orders !== 0 || units !== 0 || revenue.length > 0),
    ),
  };
}

export function salesAnalytics({ sales }: PlainShop) {
  const days = [...new Set(sales.map(({ at }) => at.slice(0, 10)))].toSorted();
  const periods = days
    .map((period) => ({ period, ...partsOf(sales.filter(({ at }) => at.startsWith(period))) }))
    .map(({ period, orders, units, revenue }) => ({ period, orders, units, revenue }));
  return { ...partsOf(sales), periods };
}

/** What was answered, with its parts in the same order: by worth in the answer, as a client wants them. */
export function inOrder(answered: ReturnType<typeof salesAnalytics>) {
  return { ...answered, byProduct: byKey(answered.byProduct), byRegion: byKey(answered.byRegion) };
}

const scores = ({ points }: PlainShop) =>
  [...points].map(([customerId, awarded]) => ({ customerId, version: awarded.length, score: sum(awarded) }));

export function loyaltyProfile(shop: PlainShop, id: string) {
  const all = scores(shop);
  const own = all.find(({ customerId }) => customerId === id);
  if (!own) return null;
  const rank = 1 + all.filter(({ score }) => score > own.score).length;
  return { id, rank, customerName: shop.customers.get(id)?.name, ...own };
}

export function loyaltyLeaderboard(shop: PlainShop) {
  return scores(shop)
    .map(({ customerId, score }) => ({
      ...{ customerId, score, customerName: shop.customers.get(customerId)?.name },
      rank: 1 + scores(shop).filter((other) => other.score > score).length,
    }))
    .toSorted((a, b) => a.rank - b.rank || (a.customerId < b.customerId ? -1 : 1));
}

/** Without a text all are equally good, and in the order of their ids. */
export function searchProducts(shop: PlainShop, of: (product: PlainProduct) => boolean) {
  return [...shop.products]
    .filter(([, each]) => of(each))
    .map(([id]) => product(shop, id))
    .toSorted((a, b) => (String(a?.['id']) < String(b?.['id']) ? -1 : 1));
}
