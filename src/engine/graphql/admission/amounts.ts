// Sums and multiples that may wait for the variables of a request: what is known of a document is worked out once, the rest
// for each request.

/** What an operation asks for. */
export interface Count {
  /** Values of the answer that have nothing below them. */
  readonly leaves: number;
  readonly documents: number;
}

/** One evaluation for one request. */
export interface Given {
  /** Different in each evaluation. */
  readonly run: number;
  /** With the defaults of the operation, not yet coerced. */
  readonly variables: Readonly<Record<string, unknown>>;
}

export type Amount = Count | ((given: Given) => Count);
export type Size = number | ((given: Given) => number);

export const NOTHING: Count = { leaves: 0, documents: 0 };
export const LEAF: Count = { leaves: 1, documents: 0 };

export const valueOf = (amount: Amount, given: Given): Count =>
  typeof amount === 'function' ? amount(given) : amount;

export function sumOf(amounts: readonly Amount[]): Amount {
  let known = NOTHING;
  const open: ((given: Given) => Count)[] = [];
  for (const amount of amounts) {
    if (typeof amount === 'function') open.push(amount);
    else known = plus(known, amount);
  }
  if (open.length === 0) return known;
  return (given) => open.reduce((sum, amount) => plus(sum, amount(given)), known);
}

export function times(size: Size, amount: Amount): Amount {
  if (typeof size === 'number' && typeof amount !== 'function') return scaled(size, amount);
  if (size === 1 || amount === NOTHING) return amount;
  return (given) => scaled(typeof size === 'number' ? size : size(given), valueOf(amount, given));
}

/** Worked out once an evaluation, however often it occurs: so fragments of fragments do not take long. */
export function once(amount: Amount): Amount {
  if (typeof amount !== 'function') return amount;
  let run = -1;
  let known = NOTHING;
  return (given) => {
    if (run !== given.run) {
      known = amount(given);
      ({ run } = given);
    }
    return known;
  };
}

const plus = (a: Count, b: Count): Count => ({
  leaves: a.leaves + b.leaves,
  documents: a.documents + b.documents,
});

const scaled = (size: number, { leaves, documents }: Count): Count => ({
  leaves: leaves === 0 ? 0 : size * leaves,
  documents: documents === 0 ? 0 : size * documents,
});
