// Read models of customers, as they must show the plain shop to a client.
import { totalOf, type PlainMoney, type PlainOrder, type PlainShop } from './state.ts';

type Shown = Readonly<Record<string, unknown>> | null;

const money = ({ minor, currency }: PlainMoney) => ({ amount: (minor / 100).toFixed(2), currency });

/** Amounts by currency, in the order of the codes, none that is zero. */
export function amounts(values: readonly PlainMoney[]) {
  const sums = new Map<string, number>();
  for (const { minor, currency } of values) sums.set(currency, (sums.get(currency) ?? 0) + minor);
  return [...sums]
    .filter(([, minor]) => minor !== 0)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([currency, minor]) => money({ minor, currency }));
}

const paidFor = ({ paidAt, status }: PlainOrder): boolean => paidAt !== null && status !== 'CANCELLED';

export function customer({ customers, orders }: PlainShop, id: string): Shown {
  const found = customers.get(id);
  if (!found) return null;
  const own = [...orders.values()].filter(({ customerId }) => customerId === id);
  return {
    id,
    ...found,
    orderCount: own.length,
    lifetimeValue: amounts(own.filter(paidFor).map(totalOf)),
  };
}

export function product({ products }: PlainShop, id: string): Shown {
  const found = products.get(id);
  if (!found) return null;
  return { id, ...found, price: money(found.price), discontinued: found.discontinuedAt !== null };
}

export function order({ orders, customers }: PlainShop, id: string): Shown {
  const found = orders.get(id);
  if (!found) return null;
  const { items, address, customerId, ...rest } = found;
  const buyer = customers.get(customerId);
  return {
    id,
    ...rest,
    customerId,
    customer: buyer ? { id: customerId, name: buyer.name, email: buyer.email } : null,
    items: items.map(({ productId, name, quantity, price }) => ({
      product: { id: productId, name },
      quantity,
      unitPrice: money(price),
      lineTotal: money({ ...price, minor: price.minor * quantity }),
    })),
    itemCount: items.length,
    total: money(totalOf(found)),
    shippingAddress: address,
  };
}

export function orderSummary({ orders, customers }: PlainShop, id: string): Shown {
  const found = orders.get(id);
  if (!found) return null;
  const { items, customerId, version, status, shippedAt } = found;
  const buyer = customers.get(customerId);
  return {
    ...{ id, version, customerId, status, shippedAt },
    customerName: buyer?.name ?? null,
    customerEmail: buyer?.email ?? null,
    itemCount: items.length,
    productIds: items.map(({ productId }) => productId),
    productNames: items.map(({ name }) => name),
    total: money(totalOf(found)),
  };
}

export function account({ accounts }: PlainShop, id: string): Shown {
  const found = accounts.get(id);
  if (!found) return null;
  const { version, customerId, balance, openedAt, closedAt } = found;
  return {
    ...{ id, version, customerId, openedAt, closedAt },
    currency: balance.currency,
    balance: money(balance),
    status: closedAt === null ? 'OPEN' : 'CLOSED',
  };
}

/** Newest first, as pages of lists are. */
export function accountStatement({ accounts }: PlainShop, id: string): readonly Shown[] {
  const movements = accounts.get(id)?.movements ?? [];
  return movements.toReversed().map(({ kind, amount, balance, at }) => ({
    ...{ kind, at },
    amount: money(amount),
    balance: money(balance),
  }));
}

export function customerOrders({ orders }: PlainShop, customerId: string): readonly Shown[] {
  return newestFirst([...orders].filter(([, each]) => each.customerId === customerId)).map(([id, each]) => ({
    id,
    ...{ version: each.version, status: each.status, createdAt: each.createdAt },
    total: money(totalOf(each)),
  }));
}

export function newestFirst(orders: readonly (readonly [string, PlainOrder])[]) {
  return orders.toSorted(([, a], [, b]) => (a.createdAt > b.createdAt ? -1 : 1));
}
