// A worker that begins with empty read models, and what it takes to bring them to the head. Without reactions: what they
// append would move the head.
import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { lanesOf, projectionsOf } from '../../src/app/lanes.ts';
import { modules } from '../../src/app/modules.ts';
import { startWorker } from '../../src/app/start-worker.ts';
import {
  connectRedis,
  createLaneStore,
  createLogger,
  createTableLaneStore,
  laneStoreByStore,
} from '../../src/engine/runtime.ts';
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
const worked = modules.map((module) => ({
  ...module,
  reactions: [],
  projections: module.projections.filter(({ name }) => projection === undefined || name === projection),
}));
const redis = connectRedis({ url: servers.redisUrl, role: 'worker' });
const tables = createTableLaneStore({ databaseUrl: servers.databaseUrl, redis, keys });
const store = laneStoreByStore(projectionsOf(worked), {
  redis: createLaneStore({ redis, keys }),
  postgres: tables,
});
const lanes = lanesOf(projectionsOf(worked));

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
const worker = await startWorker({
  config: configFor(servers),
  modules: worked,
  logger: createLogger({ level: 'warn', name: 'worker' }),
});
const samples: Sample[] = [];
for (let at = 0; at < head;) {
  await sleep(SAMPLE_MS);
  at = await position();
  const { rss, heapUsed } = process.memoryUsage();
  samples.push({ ms: performance.now() - began, position: at, rss, heapUsed });
}
say(CaughtUp.parse({ samples }));
await worker.close(5000);
await tables.close();
redis.disconnect();
process.disconnect();
