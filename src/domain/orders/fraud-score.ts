// The fraud score of an order, from 0 to 100: a plain sum over what its events say. It judges nothing; it sorts what
// somebody should look at.
import { roughly } from '../shared/amounts.ts';
import type { Money } from '../shared/money.ts';
import type { SalesRegion } from '../shared/regions.ts';

export interface Judged {
  readonly total: Money;
  readonly quantities: readonly { readonly productId: string; readonly quantity: number }[];
  /** Of the address it goes to; null without one. */
  readonly region: SalesRegion | null;
}

/** Points for the highest step that is reached. */
type Steps = readonly (readonly [atLeast: number, points: number])[];

/** Whole units of the currency, whichever it is: a yen counts as a euro, because the shop knows no rates. */
const AMOUNT: Steps = [
  [5000, 30],
  [1000, 15],
];
/** Units of one product: nobody needs a hundred of the same. */
const OF_ONE_PRODUCT: Steps = [
  [100, 25],
  [10, 10],
];
/** Units of all products together. */
const UNITS: Steps = [
  [200, 15],
  [20, 5],
];
/** Different products: a basket filled by a program. */
const LINES: Steps = [[20, 10]];
/** Nowhere to send it. */
const NO_ADDRESS = 20;

/** The summands come to 100 at most. */
export function fraudScore({ total, quantities, region }: Judged): number {
  const counts = quantities.map(({ quantity }) => quantity);
  return (
    points(AMOUNT, roughly([total])) +
    points(OF_ONE_PRODUCT, Math.max(0, ...counts)) +
    points(
      UNITS,
      counts.reduce((sum, count) => sum + count, 0),
    ) +
    points(LINES, counts.length) +
    (region === null ? NO_ADDRESS : 0)
  );
}

function points(steps: Steps, value: number): number {
  return steps.find(([atLeast]) => value >= atLeast)?.[1] ?? 0;
}
