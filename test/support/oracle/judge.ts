// The verdict after a fault: store, clients and read models must tell one story.
import { Redis } from 'ioredis';
import type pg from 'pg';
import type { Projection } from '../../../src/engine/definitions/projection.ts';
import { eventually } from '../eventually.ts';
import { faultsOfLedger, type Attempt } from './ledger.ts';
import {
  faultsOfKept,
  readKept,
  readLanes,
  type Kept,
  type LaneContent,
  type LaneStand,
} from './read-documents.ts';
import { readHead, readReactions } from './read-reactions.ts';
import { readTableLane, readTableLanes, withClient } from './read-table-lanes.ts';
import { faultsOfStore, readStore, type StoreContent } from './read-store.ts';

export interface Scene {
  readonly databaseUrl: string;
  /** Of the documents. */
  readonly redisUrl: string;
  readonly projections: readonly Projection[];
}

export interface Verdict {
  /** Empty if all is well. */
  readonly faults: readonly string[];
  readonly store: StoreContent;
}

/** To be asked when nothing is written any more and all lanes have caught up. */
export async function judge(scene: Scene, attempts: readonly Attempt[]): Promise<Verdict> {
  const store = await readStore(scene.databaseUrl);
  const documents = await withStores(scene, async (stores) => {
    const faults: string[] = [];
    for (const projection of scene.projections) {
      const found = await keptBy(stores, projection)
        .then((kept) => faultsOfKept(kept, projection, store))
        .catch((error: unknown) => [`${projection.name} cannot be compared: ${String(error)}`]);
      faults.push(...found);
    }
    return faults;
  });
  const faults = [...faultsOfStore(store), ...faultsOfLedger(attempts, store), ...documents];
  return { faults: faults.map((fault) => fault.slice(0, 2000)), store };
}

/**
 * Resolves when every lane is live and at the head of the store, and reactions have nothing more to add to it; how long
 * that took, in milliseconds.
 */
export async function untilCaughtUp(scene: Scene, withinMs: number): Promise<number> {
  const begun = performance.now();
  let head = '';
  let behind: readonly unknown[] = [];
  await eventually(
    'all lanes to catch up',
    () =>
      withStores(scene, async (stores) => {
        const reactions = await readReactions(stores.client);
        head = await readHead(stores.client);
        const lanes = [
          ...(await Promise.all(scene.projections.map((projection) => lanesOf(stores, projection)))),
          reactions.map((reaction) => ({ ...reaction, state: 'live' })),
        ];
        behind = lanes.flat().filter(({ state, position }) => state !== 'live' || position !== head);
        return behind.length === 0 ? true : undefined;
      }),
    { withinMs, everyMs: 100 },
  ).catch((error: unknown) => {
    throw new Error(`The head is ${head}, but: ${JSON.stringify(behind)}`, { cause: error });
  });
  return Math.round(performance.now() - begun);
}

/** Everything that is kept of each projection, by its name: what readers see, without how far it has come. */
export async function readEverything(scene: Scene): Promise<ReadonlyMap<string, readonly LaneContent[]>> {
  return withStores(scene, async (stores) => {
    const kept = scene.projections.map(
      async (projection) => [projection.name, (await keptBy(stores, projection)).stored] as const,
    );
    return new Map(await Promise.all(kept));
  });
}

interface Stores {
  readonly redis: Redis;
  readonly client: pg.Client;
}

const withStores = <Result>(
  { redisUrl, databaseUrl }: Scene,
  use: (stores: Stores) => Promise<Result>,
): Promise<Result> =>
  withRedisAt(redisUrl, (redis) => withClient(databaseUrl, (client) => use({ redis, client })));

const lanesOf = ({ redis, client }: Stores, projection: Projection): Promise<readonly LaneStand[]> =>
  projection.store === 'redis' ? readLanes(redis, projection) : readTableLanes(client, projection);

async function keptBy({ redis, client }: Stores, projection: Projection): Promise<Kept> {
  if (projection.store === 'redis') return readKept(redis, projection);
  const lanes = await readTableLanes(client, projection);
  return { lanes, stored: await Promise.all(lanes.map((lane) => readTableLane(client, lane))) };
}

/** A connection for a moment. Rejects at once if Redis is away. */
export async function withRedisAt<Result>(
  url: string,
  use: (redis: Redis) => Promise<Result>,
): Promise<Result> {
  const redis = new Redis(url, { retryStrategy: () => null, maxRetriesPerRequest: 0, lazyConnect: true });
  redis.on('error', () => {});
  try {
    await redis.connect();
    return await use(redis);
  } finally {
    redis.disconnect();
  }
}
