// Random keys of a seeded shop are deleted while nobody asks for them and no event comes: the audit finds the documents
// within two minutes, and they are folded anew, byte for byte what they were.
import { Redis } from 'ioredis';
import { expect, it, vi } from 'vitest';
import { seedShop } from '../../src/app/seed/seed-shop.ts';
import { planShop } from '../../src/app/seed/shop.ts';
import { modules } from '../../src/app/modules.ts';
import { eventually } from '../support/eventually.ts';
import { untilCaughtUp } from '../support/oracle/judge.ts';
import { figures, sized } from '../support/proof.ts';
import { randomFrom, seedOfRun } from '../support/random.ts';
import { withShop } from '../support/shop.ts';

const ORDERS = sized(150, 17_000);
const KEYS = 20;
const WAITS_FOR_A_PASS = sized(false, true);
const FOUND_WITHIN_MS = 120_000;
const PATIENCE_MS = 120_000 + 10 * ORDERS;

const shop = withShop({ demo: false, reactions: true });
vi.setConfig({ testTimeout: 3 * PATIENCE_MS });

it('finds what was lost before anybody misses it', async () => {
  const { databaseUrl, redisUrl } = shop();
  const projections = modules.flatMap((module) => module.projections);
  const plan = planShop({ seed: 7, orders: ORDERS });
  await seedShop({ databaseUrl, shop: plan, signal: new AbortController().signal });
  await untilCaughtUp({ databaseUrl, redisUrl, projections }, PATIENCE_MS);
  const redis = new Redis(redisUrl);
  try {
    const documents = await documentKeys(redis);
    const random = randomFrom(seedOfRun());
    const lost = new Map<string, string>();
    while (lost.size < KEYS) {
      const key = random.pick(documents);
      lost.set(key, (await redis.get(key)) ?? '');
    }
    await redis.del([...lost.keys()]);
    // A worker that has just started begins with a pass; else one begins each minute.
    if (!WAITS_FOR_A_PASS) {
      await shop().stopWorker();
      await shop().startWorker();
    }
    const began = performance.now();
    const missing = async () => {
      const texts = await redis.mget([...lost.keys()]);
      return [...lost].filter(([, text], index) => texts[index] !== text).map(([key]) => key);
    };
    await eventually(
      'all keys to be there again',
      async () => {
        const left = await missing();
        if (left.length > 0) throw new Error(left.join());
        return true;
      },
      { withinMs: FOUND_WITHIN_MS, everyMs: 200 },
    );
    const ms = Math.round(performance.now() - began);
    expect(ms).toBeLessThan(FOUND_WITHIN_MS);
    const found = shop().logged.filter(({ fields }) => 'code' in fields && fields.code === 'AUDIT_FOUND');
    expect(found.length).toBeGreaterThan(0);
    figures('keys deleted that nobody asks for', {
      documents: documents.length,
      deleted: KEYS,
      'there again after (ms)': ms,
    });
  } finally {
    redis.disconnect();
  }
});

it('finds that a whole index was deleted', async () => {
  const redis = new Redis(shop().redisUrl);
  try {
    const [key = ''] = await redis.keys('slip:*:list:*');
    const entries = await redis.zrange(key, '0', '-1', 'WITHSCORES');
    expect(entries.length).toBeGreaterThan(0);
    const found = () =>
      shop().logged.filter(({ fields }) => 'code' in fields && fields.code === 'AUDIT_FOUND').length;
    const before = found();
    await shop().stopWorker();
    await redis.del(key);
    await shop().startWorker();
    const [, lane = '', index = ''] = /^(slip:\{.*?\}):[^:]+:(.*)$/.exec(key) ?? [];
    await eventually(
      'the index to be there again',
      async () => {
        for (const now of await redis.keys(`${lane}:*:${index}`)) {
          if (String(await redis.zrange(now, '0', '-1', 'WITHSCORES')) === String(entries)) return true;
        }
        return undefined;
      },
      { withinMs: FOUND_WITHIN_MS, everyMs: 200 },
    );
    expect(found()).toBeGreaterThan(before);
  } finally {
    redis.disconnect();
  }
});

/** Of the generations that are there; each lane has one. */
async function documentKeys(redis: Redis): Promise<readonly string[]> {
  const keys: string[] = [];
  for await (const some of redis.scanStream({ match: '*:doc:*', count: 5000 })) keys.push(...some);
  return keys.toSorted();
}
