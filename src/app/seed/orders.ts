// Orders: created, sometimes changed, mostly paid, shipped and delivered, sometimes cancelled before or after payment.
import { customerOf } from './customers.ts';
import { someEdit, someProduct, someQuantity, type Basket, type Edit } from './order-edits.ts';
import { someAddress } from './places.ts';
import { randomFor, type Random } from './random.ts';
import { customersBy, idOf, timeOfOrder, type Shop } from './shop.ts';
import { DAY, HOUR, MINUTE, type Step } from './steps.ts';
import { CARRIERS, PAID_REASONS, UNPAID_REASONS } from './words.ts';

const MOST_LINES = 6;
const MOST_EDITS = 3;

type Input = Readonly<Record<string, unknown>>;

/** Whatever of it lies after the end of the shop's year is not to happen: so the last orders are still open. */
export function orderLife(shop: Shop, number: number): readonly Step[] {
  const random = randomFor(shop.seed, 'order', number);
  const orderId = idOf(shop, 'order', number);
  const at = timeOfOrder(shop, number);
  const { basket, input, reads } = created(shop, random, { number, at });
  const steps: Step[] = [
    { at, command: 'createOrder', input: { orderId, ...input }, changes: orderId, reads },
  ];
  let now = at;
  const then = (wait: number, { command, input: more, reads: others }: Edit): void => {
    now = Math.floor(now + Math.max(1000, wait));
    steps.push({ at: now, command, input: { orderId, ...more }, changes: orderId, reads: others });
  };
  const alone = (wait: number, command: string, more: Input = {}) =>
    then(wait, { command, input: more, reads: [] });

  if (random.chance(0.2)) {
    for (let left = 1 + random.below(MOST_EDITS); left > 0; left -= 1) {
      then(random.between(0.2, 4) * MINUTE, someEdit(basket, random));
    }
  }
  const cancel = (wait: number, reason: string) => alone(wait, 'cancelOrder', { reason });
  if (random.chance(0.03)) cancel(14 * DAY, 'Not paid within two weeks.');
  else if (random.chance(0.04)) cancel(random.logNormal(2, 1) * HOUR, random.pick(UNPAID_REASONS));
  else {
    alone(Math.min(5 * DAY, random.logNormal(4, 2) * MINUTE), 'payOrder', {
      paymentReference: `payment-${orderId}`,
    });
    if (random.chance(0.025)) cancel(random.between(1, 30) * HOUR, random.pick(PAID_REASONS));
    else {
      const parcel = { carrier: random.pick(CARRIERS), trackingNumber: `TRACK${shop.seed}-${number + 1}` };
      alone(Math.min(6 * DAY, random.logNormal(20, 0.6) * HOUR), 'shipOrder', parcel);
      alone(Math.min(9 * DAY, random.logNormal(2.2, 0.5) * DAY), 'deliverOrder');
    }
  }
  return steps;
}

function created(
  shop: Shop,
  random: Random,
  { number, at }: { readonly number: number; readonly at: number },
) {
  // The lower its number, the more often a customer orders.
  const customer = customerOf(shop, Math.floor(customersBy(shop, number) * random.next() ** 2));
  const basket: Basket = { shop, country: customer.country, at, quantities: new Map() };
  for (let lines = 1 + Math.floor(MOST_LINES * random.next() ** 2.5); lines > 0; lines -= 1) {
    basket.quantities.set(someProduct(basket, random), someQuantity(random));
  }
  const items = [...basket.quantities].map(([productId, quantity]) => ({ productId, quantity }));
  const isGift = random.chance(0.06);
  const input = {
    customerId: customer.id,
    items,
    ...(isGift || !customer.address ? { shippingAddress: someAddress(random, customer.country) } : {}),
  };
  return { basket, input, reads: [customer.id, ...basket.quantities.keys()] };
}
