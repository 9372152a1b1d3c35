// A seeded shop, folded while it was written and folded again from nothing: the same bytes in every read model.
import { Redis } from 'ioredis';
import { expect, it, vi } from 'vitest';
import { modules } from '../../src/app/modules.ts';
import { seedShop } from '../../src/app/seed/seed-shop.ts';
import { planShop } from '../../src/app/seed/shop.ts';
import { judge, readEverything, untilCaughtUp } from '../support/oracle/judge.ts';
import { withClient } from '../support/oracle/read-table-lanes.ts';
import { figures, sized } from '../support/proof.ts';
import { emptyReadTables } from '../support/read-tables.ts';
import { withShop } from '../support/shop.ts';

const ORDERS = sized(400, 20_000);
const PATIENCE_MS = 60_000 + 10 * ORDERS;

const shop = withShop({ demo: false, reactions: true });
vi.setConfig({ testTimeout: 3 * PATIENCE_MS });

it('every projection that is rebuilt equals the one that was there, byte for byte', async () => {
  const { databaseUrl, redisUrl } = shop();
  const projections = modules.flatMap((module) => module.projections);
  const scene = { databaseUrl, redisUrl, projections };
  const plan = planShop({ seed: 7, orders: ORDERS });
  const seeded = await seedShop({ databaseUrl, shop: plan, signal: new AbortController().signal });
  await untilCaughtUp(scene, PATIENCE_MS);
  const live = await readEverything(scene);
  const searched = await readSearched(databaseUrl);

  await shop().stopWorker();
  const redis = new Redis(redisUrl);
  await redis.flushall();
  redis.disconnect();
  await withClient(databaseUrl, emptyReadTables);
  await shop().startWorker();
  const rebuildMs = await untilCaughtUp(scene, PATIENCE_MS);

  const rebuilt = await readEverything(scene);
  for (const { name } of projections) {
    expect([name, rebuilt.get(name)]).toEqual([name, live.get(name)]);
    const documents = live.get(name)?.reduce((sum, lane) => sum + lane.documents.size, 0);
    expect([name, documents]).not.toEqual([name, 0]);
  }
  expect(searched.length).toBeGreaterThan(10);
  expect(await readSearched(databaseUrl)).toEqual(searched);
  const verdict = await judge(scene, []);
  expect(verdict.faults).toEqual([]);
  figures('a seeded shop rebuilt', {
    orders: ORDERS,
    commands: seeded.commands,
    events: verdict.store.events.length,
    'rebuild ms': rebuildMs,
  });
});

async function readSearched(databaseUrl: string): Promise<readonly unknown[]> {
  return withClient(databaseUrl, async (client) => {
    const { rows } = await client.query<Record<string, unknown>>(
      `SELECT e."id", e."words"::TEXT, e."keywords", e."equal", e."number" FROM "SearchEntry" e
      JOIN "Lane" l ON l."name" = e."lane" AND l."live" = e."generation" ORDER BY e."id"`,
    );
    return rows;
  });
}
