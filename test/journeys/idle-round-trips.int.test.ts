// Round trips of a system while nothing happens: so many a second, and none for each lane.
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { modules } from '../../src/app/modules.ts';
import { loadSettings, requireServers } from '../../src/engine/host/settings.ts';
import { silentLogger } from '../../src/engine/model/logger.ts';
import { startApi, startWorker } from '../support/roles.ts';
import { countRoundTrips, type RoundTripCounter } from '../support/round-trips.ts';
import { withDatabase, withRedis } from '../support/servers.ts';
import { startShop } from '../support/shop.ts';

vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

const SECONDS = 8;
/** Each begins a second after the one before has ended; of one that is under way a part is counted. */
const MOST_ROUNDS = SECONDS + 1;
const NOW_AND_THEN = Math.ceil(SECONDS / 5) + 1;
/** That the process is there. */
const WORDS = SECONDS / 2 + 1;
/** Counted are connections that are open by then. */
const SETTLE_MS = 5000;
/** A process that has just started has more to do, and for longer on a machine that is starved. */
const ATTEMPTS = 3;

const database = withDatabase();
const redis = withRedis();
let toPostgres: RoundTripCounter;
let toDocuments: RoundTripCounter;

/** The shop, caught up, so that each lane has something to be asked for. */
beforeAll(async () => {
  toPostgres = await countRoundTrips({ port: Number(new URL(database().url).port) });
  toDocuments = await countRoundTrips(redis());
  const shop = await startShop({ databaseUrl: database().url, redisUrl: redis().url });
  await shop.startWorker();
  await shop.seed();
  await shop.untilReady();
  await shop.close();
});
afterAll(async () => {
  await Promise.all([toPostgres.stop(), toDocuments.stop()]);
});

/** Of a process of the shop, reactions included, on servers that count. */
const counted = () => ({
  settings: requireServers(
    loadSettings({
      ...{ NODE_ENV: 'test', PORT: '0', REDIS_URL: redis().url },
      DATABASE_URL: toPostgres.through(database().url),
      READ_MODEL_REDIS_URL: toDocuments.through(redis().url),
    }),
  ),
  ...{ modules, logger: silentLogger },
});

interface RoundTrips {
  readonly postgres: number;
  readonly documents: number;
}

/** How often each is asked while nothing happens; what is above the limits is counted again. */
async function roundTripsWhenIdle(most: RoundTrips): Promise<RoundTrips> {
  await sleep(SETTLE_MS);
  for (let attempt = 1; ; attempt += 1) {
    let documents = 0;
    const postgres = await toPostgres.during(async () => {
      documents = await toDocuments.during(() => sleep(SECONDS * 1000));
    });
    const isWithin = postgres <= most.postgres && documents <= most.documents;
    if (isWithin || attempt === ATTEMPTS) return { postgres, documents };
  }
}

function expectWithin(counted: RoundTrips, most: RoundTrips): void {
  for (const server of ['postgres', 'documents'] as const) {
    expect(counted[server], server).toBeGreaterThan(0);
    expect(counted[server], server).toBeLessThanOrEqual(most[server]);
  }
}

it('a worker asks the database once a second, Redis twice, and now and then for what lies beside the events', async () => {
  const most = {
    postgres: MOST_ROUNDS + 2 * NOW_AND_THEN,
    documents: 2 * MOST_ROUNDS + NOW_AND_THEN + WORDS,
  };
  const worker = await startWorker(counted());
  try {
    expectWithin(await roundTripsWhenIdle(most), most);
  } finally {
    await worker.close(5000);
  }
});

it('an API asks each of them once a second, and says now and then that it is there', async () => {
  // Where lanes stand is looked at again every ten seconds: in Redis, in tables and of reactions, and what waits there.
  const most = { postgres: MOST_ROUNDS + 3, documents: MOST_ROUNDS + WORDS + 1 };
  const api = await startApi(counted());
  try {
    expectWithin(await roundTripsWhenIdle(most), most);
  } finally {
    await api.close(5000);
  }
});
