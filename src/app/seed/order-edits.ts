// Changes of orders that are not paid yet, as customers of the generated shop make them: items, quantities, addresses.
import { someAddress, type Country } from './places.ts';
import { pickProduct } from './products.ts';
import type { Random } from './random.ts';
import { idOf, type Shop } from './shop.ts';

export interface Basket {
  readonly shop: Shop;
  readonly country: Country;
  /** When the order is created. */
  readonly at: number;
  /** How many of which product, as it stands. */
  readonly quantities: Map<string, number>;
}

export interface Edit {
  readonly command: string;
  readonly input: Readonly<Record<string, unknown>>;
  readonly reads: readonly string[];
}

const MOST_MORE = 4;

/** Nearly always few of each. */
export const someQuantity = (random: Random): number =>
  random.chance(0.75) ? 1 : 2 + random.below(MOST_MORE);

export function someProduct({ shop, country, at }: Omit<Basket, 'quantities'>, random: Random): string {
  return idOf(shop, 'product', pickProduct(shop, random, { currency: country.currency, at }));
}

/** One change of the order; the basket changes with it. */
export function someEdit(basket: Basket, random: Random): Edit {
  const { quantities, country } = basket;
  const [kind, productId] = [random.next(), random.pick([...quantities.keys()])];
  const before = quantities.get(productId) ?? 0;
  if (kind < 0.1) {
    const address = { ...someAddress(random, country), line2: `Pickup point ${1 + random.below(500)}` };
    return { command: 'changeOrderShippingAddress', input: { address }, reads: [] };
  }
  if (kind < 0.3 && quantities.size > 1) {
    quantities.delete(productId);
    return { command: 'removeOrderItem', input: { productId }, reads: [] };
  }
  if (kind < 0.6) {
    const quantity = before + 1 + random.below(2);
    quantities.set(productId, quantity);
    return { command: 'changeOrderItemQuantity', input: { productId, quantity }, reads: [] };
  }
  const added = someProduct(basket, random);
  const quantity = someQuantity(random);
  quantities.set(added, (quantities.get(added) ?? 0) + quantity);
  return { command: 'addOrderItem', input: { productId: added, quantity }, reads: [added] };
}
