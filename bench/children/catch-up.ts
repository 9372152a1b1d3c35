// A worker that begins with empty read models, and what it takes to bring them to the head. Without reactions: what they
// append would move the head.
import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { defineSystem } from '../../src/engine/index.ts';
import { modules } from '../../src/app/modules.ts';
import { createRuntime } from '../../src/engine/runtime.ts';
import { laneStoreByStore } from '../../src/engine/stores/by-store.ts';
import { createTableLaneStore } from '../../src/engine/stores/postgres/lane-store.ts';
import { connectRedis } from '../../src/engine/stores/redis/connect-redis.ts';
import { createLaneStore } from '../../src/engine/stores/redis/lane-store.ts';
import { say, settingsOf } from '../support/as-child.ts';
import { CaughtUp, type Sample } from '../support/caught-up.ts';
import { configFor, keys } from '../support/config.ts';

const SAMPLE_MS = 100;

const { projection, head, ...servers } = settingsOf(
  z.object({
    /** Only this one; all if omitted. */
    projection: z.string().optional(),
    head: z.int(),
    databaseUrl: z.string(),
    redisUrl: z.string(),
  }),
);
const system = defineSystem(
  'shop',
  modules.map((module) => ({
    ...module,
    reactions: [],
    projections: module.projections.filter(({ name }) => projection === undefined || name === projection),
  })),
);
const redis = connectRedis({ url: servers.redisUrl, role: 'worker' });
const tables = createTableLaneStore({ databaseUrl: servers.databaseUrl, redis, keys });
const store = laneStoreByStore(system.projections, {
  redis: createLaneStore({ redis, keys }),
  postgres: tables,
});
const { lanes } = system;

/** How far the lane has come that is farthest behind. */
async function position(): Promise<number> {
  const positions = await Promise.all(
    lanes.map(async (lane) => {
      const { live } = await store.state(lane);
      const checkpoint = live && (await store.checkpoint(lane, live.id));
      return Number(checkpoint?.position ?? 0);
    }),
  );
  return Math.min(...positions);
}

const began = performance.now();
const runtime = createRuntime(system, { ...configFor(servers), logLevel: 'warn' }, { name: 'worker' });
await runtime.worker();
const samples: Sample[] = [];
for (let at = 0; at < head;) {
  await sleep(SAMPLE_MS);
  at = await position();
  const { rss, heapUsed } = process.memoryUsage();
  samples.push({ ms: performance.now() - began, position: at, rss, heapUsed });
}
say(CaughtUp.parse({ samples }));
await runtime.close(5000);
await tables.close();
redis.disconnect();
process.disconnect();
