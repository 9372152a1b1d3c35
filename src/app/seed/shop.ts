// The plan of a generated shop: how large it is, what its things are called, and when its orders come.
import { DAY } from './steps.ts';
import { randomFor } from './random.ts';

export interface Shop {
  readonly seed: number;
  readonly orders: number;
  readonly customers: number;
  readonly products: number;
  /** A year of orders, in milliseconds since 1970. Nothing happens after `until`. */
  readonly from: number;
  readonly until: number;
}

/** Not today: the same seed makes the same shop on every day. */
export const UNTIL = Date.parse('2026-11-23T00:00:00.000Z');

const YEAR_DAYS = 365;
const MOST_CUSTOMERS = 1_000_000;
const MOST_PRODUCTS = 2_000;
const FEWEST_PRODUCTS = 20;
/** Of the customers who are there when the year begins. */
const FIRST_CUSTOMERS = 0.1;

export function planShop({
  seed,
  orders,
  until = UNTIL,
}: {
  readonly seed: number;
  readonly orders: number;
  readonly until?: number;
}): Shop {
  return {
    seed,
    orders,
    customers: Math.min(MOST_CUSTOMERS, Math.max(10, Math.ceil(orders / 5))),
    // A multiple of ten, because the currencies share them out by tens.
    products: Math.min(MOST_PRODUCTS, Math.max(FEWEST_PRODUCTS, Math.round(orders / 1000) * 10)),
    from: until - YEAR_DAYS * DAY,
    until,
  };
}

type Thing = 'order' | 'customer' | 'product' | 'account';

/** @param number from 0; in the id they count from 1. */
export const idOf = ({ seed, orders }: Shop, thing: Thing, number: number): string =>
  `seed-${seed}-${orders}-${thing}-${number + 1}`;

/** Rises with the number. There are more orders towards the end, and few at night. */
export function timeOfOrder({ seed, orders, from }: Shop, order: number): number {
  const part = (order + randomFor(seed, 'time', order).next()) / orders;
  const days = YEAR_DAYS * part ** 0.85;
  const day = Math.floor(days);
  return Math.floor(from + (day + hourOfDay(days - day)) * DAY);
}

/** A tenth of the orders come before seven in the morning, a tenth after ten in the evening. */
function hourOfDay(part: number): number {
  if (part < 0.1) return (part / 0.1) * (7 / 24);
  if (part < 0.9) return 7 / 24 + ((part - 0.1) / 0.8) * (15 / 24);
  return 22 / 24 + ((part - 0.9) / 0.1) * (2 / 24);
}

/** How many customers have registered when this order comes; those of before the year for order -1. */
export function customersBy({ customers, orders }: Shop, order: number): number {
  const grown = FIRST_CUSTOMERS + (1 - FIRST_CUSTOMERS) * ((order + 1) / orders);
  return Math.min(customers, Math.ceil(customers * grown));
}
