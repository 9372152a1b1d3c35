// The command line of the seed.
import { InvalidArgumentError, type Command } from 'commander';
import { createRuntime, loadSettings } from '../../engine/runtime.ts';
import { shop as system } from '../system.ts';
import { provideDatabase } from '../../dev/provide-database.ts';
import { createProgress, duration, grouped, type Screen } from './progress.ts';
import { seedShop, type Seeded } from './seed-shop.ts';
import { planShop, type Shop } from './shop.ts';
import { untilInterrupted } from './until-interrupted.ts';
import type { Say } from '../../cli/say.ts';

/** The next one would be longer than a signed 32-bit number, and the mixing of random.ts takes no more. */
const HIGHEST_SEED = 2 ** 31 - 1;
const MOST_ORDERS = 10_000_000;

/** Stopped before its end, which is no success. */
export class SeedStopped extends Error {
  readonly code = 'SEED_STOPPED';
}

export function addSeed(program: Command, say: Say): void {
  program
    .command('seed')
    .description('fill a database with a generated shop: DATABASE_URL, or the one of "npm run dev"')
    .option('--orders <number>', `how many orders, 1 to ${MOST_ORDERS}`, whole(1, MOST_ORDERS), 1000)
    .option('--seed <number>', 'another number makes another shop', whole(0, HIGHEST_SEED), 1)
    .action(async (options: { orders: number; seed: number }) =>
      seed(planShop(options), { say, screen: process.stdout }),
    );
}

function whole(lowest: number, highest: number) {
  return (text: string): number => {
    const value = /^\d{1,10}$/.test(text) ? Number(text) : Number.NaN;
    if (value >= lowest && value <= highest) return value;
    throw new InvalidArgumentError(`It must be a whole number from ${lowest} to ${highest}.`);
  };
}

async function seed(
  shop: Shop,
  { say, screen }: { readonly say: Say; readonly screen: Screen },
): Promise<void> {
  const signal = untilInterrupted();
  const database = await provideDatabase(say);
  try {
    const settings = loadSettings({ DATABASE_URL: database.url, LOG_LEVEL: 'warn' });
    await createRuntime(system, settings).migrate(say);
    const begun = performance.now();
    let progress: ReturnType<typeof createProgress> | undefined;
    const seeded = await seedShop({
      databaseUrl: database.url,
      shop,
      signal,
      begin: (before) => {
        say(introduction(shop, before));
        progress = createProgress({ screen, orders: shop.orders, before, clock: () => performance.now() });
      },
      show: (count) => progress?.show(count),
    }).finally(() => progress?.end());
    say(summary(seeded, (performance.now() - begun) / 1000));
    if (!seeded.complete)
      throw new SeedStopped('Stopped before the end. Run the same again to go on from here.');
  } finally {
    await database.close();
  }
}

function introduction({ orders, customers, products, seed }: Shop, before: number): string {
  const shop = `a shop of ${grouped(orders)} orders, ${grouped(customers)} customers and ${grouped(products)} products`;
  return before === 0
    ? `Seeding ${shop} (seed ${seed}) …`
    : `Going on with ${shop} (seed ${seed}): about ${grouped(before)} orders are there …`;
}

function summary({ orders, commands, fresh }: Seeded, seconds: number): string {
  const rate = grouped(commands / Math.max(seconds, 0.001));
  return (
    `${grouped(orders)} orders are there. ${grouped(commands)} commands in ${duration(seconds)}, ${rate}/s; ` +
    `${grouped(fresh)} were new, ${grouped(commands - fresh)} were there before.`
  );
}
