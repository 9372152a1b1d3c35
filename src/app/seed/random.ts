// Chance that repeats itself: what is drawn for a thing follows from the seed, its kind and its number alone.

export interface Random {
  /** From 0 up to but not including 1. */
  next(): number;
  /** A whole number from 0 up to but not including `limit`. */
  below(limit: number): number;
  /** Anything from `low` up to but not including `high`. */
  between(low: number, high: number): number;
  chance(probability: number): boolean;
  /** Throws on an empty list. */
  pick<Item>(items: readonly Item[]): Item;
  /** Around `median`, always above zero, with a long tail to the right. */
  logNormal(median: number, spread: number): number;
}

/** The same three parts always make the same draws. */
export function randomFor(seed: number, kind: string, number: number): Random {
  let state = mix(mix(seed | 0, textCode(kind)), number);
  // Mulberry32.
  const next = (): number => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const below = (limit: number): number => Math.floor(next() * limit);
  return {
    next,
    below,
    between: (low, high) => low + next() * (high - low),
    chance: (probability) => next() < probability,
    pick: (items) => {
      const item = items[below(items.length)];
      if (item === undefined) throw new Error('There is nothing to pick from.');
      return item;
    },
    // Box and Muller's way to a normal draw; 1 - next() is never zero.
    logNormal: (median, spread) => {
      const normal = Math.sqrt(-2 * Math.log(1 - next())) * Math.cos(2 * Math.PI * next());
      return median * Math.exp(spread * normal);
    },
  };
}

function mix(a: number, b: number): number {
  let mixed = Math.imul(a ^ (b >>> 0), 0x9e3779b1);
  mixed = Math.imul(mixed ^ (mixed >>> 16), 0x85ebca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
  return mixed ^ (mixed >>> 16);
}

const textCode = (text: string): number =>
  Array.from(text).reduce((code, letter) => mix(code, letter.charCodeAt(0)), 7);
