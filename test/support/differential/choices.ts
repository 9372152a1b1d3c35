// Trees of numbers from which operations are written: what is drawn, and made smaller, without knowing a schema.
import fc from 'fast-check';
import { randomFrom } from '../random.ts';

export interface Choice {
  /** Which field, of as many as there are. */
  readonly field: number;
  /** Everything else that is chosen here; 0 for what is plain. */
  readonly seed: number;
  readonly below: readonly Choice[];
}

export interface Chosen {
  readonly roots: readonly Choice[];
  /** What is chosen for the operation as a whole. */
  readonly seed: number;
}

const DEEPEST = 5;

const seed = fc.noBias(fc.nat(2 ** 31 - 2));
const field = fc.noBias(fc.nat(9_999));

const choice = fc.memo((depth): fc.Arbitrary<Choice> =>
  fc.record({
    field,
    seed,
    below: depth <= 1 ? fc.constant([]) : fc.array(choice(depth - 1), { maxLength: 3, size: 'max' }),
  }),
);

export const chosen: fc.Arbitrary<Chosen> = fc.record({
  roots: fc.array(choice(DEEPEST), { minLength: 1, maxLength: 3, size: 'max' }),
  seed,
});

export interface Dice {
  chance(probability: number): boolean;
  pick<Item>(items: readonly Item[]): Item;
  below(limit: number): number;
}

/** As these, but for what is wrong: that is never chosen. */
export const tidy = (dice: Dice): Dice => ({
  ...dice,
  chance: (probability) => probability > RARE && dice.chance(probability),
});

/** What is less probable than this is wrong, or odd. */
const RARE = 0.055;

/** Those of 0 choose what comes first, and never what is out of the ordinary. */
export function diceOf(seed: number): Dice {
  const random = randomFrom(seed);
  if (seed !== 0) return random;
  return {
    chance: () => false,
    below: () => 0,
    pick: ([first, ...others]) => (first === undefined ? random.pick(others) : first),
  };
}
