// A worker as it is deployed that begins with empty read models, and what it takes to bring them to the head. Without
// reactions: what they append would move the head.
import { setTimeout as sleep } from 'node:timers/promises';
import { modules } from '../../dist/app/modules.js';
import { loadSettings, requireServers } from '../../dist/engine/host/settings.js';
import { defineSystem } from '../../dist/engine/index.js';
import { storeKeys } from '../../dist/engine/model/store-keys.js';
import { createRuntime } from '../../dist/engine/runtime.js';
import { laneStoreByStore } from '../../dist/engine/stores/by-store.js';
import { createTableLaneStore } from '../../dist/engine/stores/postgres/lane-store.js';
import { connectRedis } from '../../dist/engine/stores/redis/connect-redis.js';
import { createLaneStore } from '../../dist/engine/stores/redis/lane-store.js';

const SAMPLE_MS = 100;

process.once('disconnect', () => process.exit(1));
/** `projection`: only this one; all if omitted. */
const { projection, head, environment } = JSON.parse(process.env['BENCH'] ?? '{}');
const settings = requireServers(loadSettings(environment));
const keys = storeKeys(environment.STORE_NAME);

const system = defineSystem(
  'shop',
  modules.map((module) => ({
    ...module,
    reactions: [],
    projections: module.projections.filter(({ name }) => projection === undefined || name === projection),
  })),
);
const redis = connectRedis({ url: settings.redisUrl, role: 'worker' });
const tables = createTableLaneStore({ databaseUrl: settings.databaseUrl, redis, keys });
const store = laneStoreByStore(system.projections, {
  redis: createLaneStore({ redis, keys }),
  postgres: tables,
});

/** How far the lane has come that is farthest behind. */
async function position() {
  const positions = await Promise.all(
    system.lanes.map(async (lane) => {
      const { live } = await store.state(lane);
      const checkpoint = live && (await store.checkpoint(lane, live.id));
      return Number(checkpoint?.position ?? 0);
    }),
  );
  return Math.min(...positions);
}

const began = performance.now();
const runtime = createRuntime(system, settings, { name: 'worker' });
await runtime.worker();
const samples = [];
for (let at = 0; at < head;) {
  await sleep(SAMPLE_MS);
  at = await position();
  const { rss, heapUsed } = process.memoryUsage();
  const { user, system: inKernel } = process.cpuUsage();
  samples.push({
    ms: performance.now() - began,
    position: at,
    rss,
    heapUsed,
    cpuMs: (user + inKernel) / 1000,
  });
}
process.send?.({ samples });
await runtime.close(5000);
await tables.close();
redis.disconnect();
process.disconnect();
