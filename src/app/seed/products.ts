// Products: listed before the first order, priced and described anew in the year, and some discontinued near its end.
import { minorFor, moneyInput } from './money.ts';
import { randomFor, type Random } from './random.ts';
import { idOf, type Shop } from './shop.ts';
import { DAY, type Step } from './steps.ts';
import { GENERAL_TAGS, KINDS, PRAISE, QUALITIES } from './words.ts';

/** Of each ten products, those that are sold in this currency. */
const SHARES: readonly (readonly [currency: string, of: readonly number[]])[] = [
  ['EUR', [0, 1, 2, 3]],
  ['USD', [4, 5, 6]],
  ['GBP', [7, 8]],
  ['JPY', [9]],
];
const TENS = 10;

const currencyOf = (product: number): string =>
  SHARES.find(([, of]) => of.includes(product % TENS))?.[0] ?? 'EUR';

/** Few products are in most of the orders: the lower its number, the more often it is picked. */
export function pickProduct(
  shop: Shop,
  random: Random,
  { currency, at }: { readonly currency: string; readonly at: number },
): number {
  const of = SHARES.find(([code]) => code === currency)?.[1] ?? [0];
  for (;;) {
    const rank = Math.floor((shop.products / TENS) * of.length * random.next() ** 2.5);
    const product = Math.floor(rank / of.length) * TENS + (of[rank % of.length] ?? 0);
    // The day before, too: an order is changed for a while after it was created.
    if (at < discontinuedAt(shop, product) - DAY) return product;
  }
}

/** Never for the first ten, so that there is always something to buy in each currency. */
function discontinuedAt({ seed, until }: Shop, product: number): number {
  const random = randomFor(seed, 'discontinued', product);
  return product >= TENS && random.chance(0.1) ? until - Math.floor(DAY * random.between(0, 21)) : Infinity;
}

export function productLife(shop: Shop, number: number): readonly Step[] {
  const random = randomFor(shop.seed, 'product', number);
  const productId = idOf(shop, 'product', number);
  const currency = currencyOf(number);
  const end = discontinuedAt(shop, number);
  const price = charming(random.logNormal(25, 0.9), currency);
  const step = (at: number, command: string, input: Readonly<Record<string, unknown>>): Step => ({
    at: Math.floor(at),
    command,
    input: { productId, ...input },
    changes: productId,
    reads: [],
  });
  const listed = { ...describe(random, number), price: moneyInput(price, currency) };
  const prices = repricings(random, price).map(
    (minor) => ['changeProductPrice', { price: moneyInput(minor, currency) }] as const,
  );
  const others: readonly (readonly [string, Readonly<Record<string, unknown>>])[] = [
    ...prices,
    ...(random.chance(0.3)
      ? [['describeProduct', { description: `Now even better. ${random.pick(PRAISE)}` }] as const]
      : []),
    ...(random.chance(0.3)
      ? [['tagProduct', { tags: ['sale'] }] as const, ['untagProduct', { tags: ['sale'] }] as const]
      : []),
  ];
  const gap = (shop.until - shop.from) / (others.length + 1);
  const changes = others.map(([command, input], index) =>
    step(shop.from + gap * (index + random.between(0.5, 1.4)), command, input),
  );
  return [
    step(shop.from - DAY * (60 - (25 * number) / shop.products), 'listProduct', listed),
    ...changes.filter(({ at }) => at < end),
    ...(end < shop.until ? [step(end, 'discontinueProduct', {})] : []),
  ];
}

function describe(random: Random, number: number) {
  const { category, things, tags } = random.pick(KINDS);
  const thing = random.pick(things);
  return {
    name: `${random.pick(QUALITIES)} ${thing} No. ${number + 1}`,
    description: `A ${thing} for every day. ${random.pick(PRAISE)}`,
    category,
    tags: [...tags, ...GENERAL_TAGS.filter(() => random.chance(0.3))],
  };
}

/** Up to three new prices, each another than the one before. */
function repricings(random: Random, price: number): readonly number[] {
  let last = price;
  return Array.from({ length: random.below(4) }, () => {
    last = Math.max(1, Math.round(last * random.between(0.8, 1.3))) + (random.chance(0.5) ? 1 : 0);
    return last;
  }).filter((each, index, all) => each !== (all[index - 1] ?? price));
}

/** 12.37 EUR is sold for 11.90, 1979 JPY for 1980. */
function charming(euros: number, currency: string): number {
  const minor = minorFor(Math.min(2500, Math.max(1, euros)), currency);
  if (currency === 'JPY') return Math.ceil(minor / 10) * 10;
  return Math.max(1, Math.round(minor / 100)) * 100 - 10;
}
