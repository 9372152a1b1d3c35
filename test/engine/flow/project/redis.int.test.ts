// Lanes in a real Redis that loses everything, is killed, or is left by a worker in the middle of a step.
import type { Redis } from 'ioredis';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { connectRedis } from '../../../../src/engine/stores/redis/connect-redis.ts';
import { createDocumentReader } from '../../../../src/engine/stores/redis/document-reader.ts';
import { createLaneStore } from '../../../../src/engine/stores/redis/lane-store.ts';
import { BadgeEvents, CounterEvents } from '../../../support/counter-domain.ts';
import { badgeProjection } from '../../../support/counter-projections.ts';
import { dyingAt, never, turnAll, untilKilled, worker } from '../../../support/lane-harness.ts';
import { memoryEventReader, storeOf } from '../../../support/memory-event-reader.ts';
import { faultsOfDocuments } from '../../../support/oracle/read-documents.ts';
import { ownFolder, ownRedis, withRedis } from '../../../support/servers.ts';
import { appendSteps, shelfProjection, type ShelfStep } from '../../../support/shelf-projection.ts';
import { keys } from '../../../support/store-keys.ts';

const server = withRedis();
const opened: Redis[] = [];
let redis: Redis;

function connect(url: string, role: 'api' | 'worker' = 'worker'): Redis {
  const connection = connectRedis({ url, role });
  opened.push(connection);
  return connection;
}

beforeEach(async () => {
  redis = connect(server().url);
  await redis.flushall();
});
afterEach(() => {
  for (const connection of opened.splice(0)) connection.disconnect();
});

/** The same steps every time: all kinds, over all documents. */
const steps: readonly ShelfStep[] = Array.from({ length: 120 }, (_, n): ShelfStep => {
  const badge = (n * 7) % 8;
  const counter = n % 3;
  if (n % 6 === 1) return { kind: 'retitle', badge, title: ['x', '-', '>c1', '>c0'][n % 4] ?? '' };
  if (n % 6 === 2) return { kind: 'mark', badges: [0, 1, 2, 3, 4, 5, 6, 7].slice(n % 3) };
  if (n % 6 === 3) return { kind: n % 4 ? 'rename' : 'increment', counter };
  return { kind: 'award', badge, counter };
});

describe('a worker that dies at any step', () => {
  test('leaves what the next one brings to its right end', async () => {
    const reader = memoryEventReader();
    appendSteps(reader, steps);
    const options = {
      projection: shelfProjection,
      reader,
      limits: { documentsPerScript: 6, documentsPerBatch: 10 },
      eventsPerPage: 40,
    };
    const lane = { projection: 'shelf', lane: 0 };
    const store = createLaneStore({ redis, keys });
    for (let n = 1, died = true; died; n += 3) {
      await redis.flushall();
      const when = n % 2 ? 'before' : 'after';
      died = await untilKilled(worker({ ...options, store: dyingAt(store, n, when) }).turn(lane, never));
      expect(await worker({ ...options, store }).turn(lane, never)).toBe('atHead');
      expect(await faultsOfDocuments(redis, shelfProjection, await storeOf(reader))).toEqual([]);
    }
  });
});

describe('a fact that 5,000 documents show', () => {
  test('reaches all of them, though the connection of its worker breaks again and again', async () => {
    const reader = memoryEventReader();
    reader.append('c1', CounterEvents.CounterOpened({ name: 'one' }));
    for (let n = 0; n < 5000; n += 1) {
      reader.append(`b${n}`, BadgeEvents.BadgeAwarded({ counterId: 'c1', title: `${n}` }));
    }
    const lane = { projection: 'badge', lane: 0 };
    const options = { projection: badgeProjection, reader };
    await worker({ ...options, store: createLaneStore({ redis, keys }) }).turn(lane, never);
    reader.append(
      'c1',
      CounterEvents.CounterIncremented({ by: 1 }),
      CounterEvents.CounterRenamed({ name: 'uno' }),
    );
    let broken = 0;
    for (let done = false; !done;) {
      const fragile = connect(server().url);
      const store = createLaneStore({ redis: fragile, keys });
      let commits = 0;
      const commit: typeof store.commit = (request) => {
        commits += 1;
        const result = store.commit(request);
        // Some of what was sent arrives, its answer does not.
        if (commits === 4) fragile.disconnect();
        return result;
      };
      done = await worker({ ...options, store: { ...store, commit } })
        .turn(lane, never)
        .then(
          () => true,
          () => false,
        );
      if (!done) broken += 1;
    }
    expect(broken).toBeGreaterThan(5);
    expect(await faultsOfDocuments(redis, badgeProjection, await storeOf(reader))).toEqual([]);
    const reference = await redis.get((await redis.keys('*:ref:counter:c1'))[0] ?? '');
    expect(reference).toBe('{"count":1,"id":"c1","name":"uno"}');
  });
});

test('a rebuild comes to the same bytes as the live documents it replaces', async () => {
  const projection = { ...shelfProjection, lanes: 3 };
  const reader = memoryEventReader();
  const store = createLaneStore({ redis, keys });
  for (let part = 0; part < steps.length; part += 5) {
    appendSteps(reader, steps.slice(part, part + 5));
    await turnAll(worker({ projection, reader, store }), projection);
  }
  const before = await liveTexts(projection.lanes);
  for (let lane = 0; lane < projection.lanes; lane += 1) {
    const at = { projection: 'shelf', lane };
    await store.openNext(at, `${projection.foldId}.rebuild`, null);
    expect(await worker({ projection, reader, store, eventsPerPage: 7 }).fill(at, never)).toBe('atHead');
    expect((await store.state(at)).live?.id).toBe(`${projection.foldId}.rebuild`);
  }
  expect(await liveTexts(projection.lanes)).toEqual(before);
  expect(before.length).toBeGreaterThan(12);
  expect(await faultsOfDocuments(redis, projection, await storeOf(reader))).toEqual([]);
});

/** Every text of the live generations but their checkpoints, without the generation's name. */
async function liveTexts(lanes: number): Promise<readonly string[]> {
  const texts: string[] = [];
  for (let lane = 0; lane < lanes; lane += 1) {
    const [generation] = (await redis.get(`slip:{test:shelf.${lane}}:live`))?.split('|') ?? [];
    for (const key of await redis.keys(`slip:{test:shelf.${lane}}:${generation}:*`)) {
      if (key.endsWith(':at') || key.endsWith(':register')) continue;
      const isIndex = key.includes(':in:');
      const text = isIndex ? (await redis.zrange(key, '0', '-1')).join(' ') : await redis.get(key);
      // Whether the lane has looked for a value that is not there depends on how the events were cut.
      if (text !== 'null') texts.push(`${key.replace(`:${generation}:`, ':')} ${text}`);
    }
  }
  return texts.sort();
}

test('FLUSHALL again and again, under two workers and readers, ends in the right documents and never shows a false null', async () => {
  const projection = shelfProjection;
  const lane = { projection: 'shelf', lane: 0 };
  const reader = memoryEventReader();
  appendSteps(reader, [{ kind: 'award', badge: 0, counter: 0 }]);
  const options = { projection, reader, limits: { documentsPerScript: 8 } };
  const workers = [1, 2].map(() =>
    worker({ ...options, store: createLaneStore({ redis: connect(server().url), keys }) }),
  );
  const api = connect(server().url, 'api');
  await new Promise((resolve) => (api.status === 'ready' ? resolve(null) : api.once('ready', resolve)));
  const documents = createDocumentReader({ redis: api, keys, lanesOf: () => 1 });
  let isOver = false;
  const turning = workers.map(async (each) => {
    while (!isOver) await each.turn(lane, never);
  });
  const seen: Record<string, number> = {};
  const reading = (async () => {
    while (!isOver) {
      const [read] = await documents.read([{ projection: 'shelf', id: 'b0' }]);
      const what = read?.state === 'live' && !read.document ? 'a false null' : String(read?.state);
      seen[what] = (seen[what] ?? 0) + 1;
    }
  })();
  for (let round = 0; round < 40; round += 1) {
    // b0 is never removed.
    appendSteps(
      reader,
      steps.filter((step) => step.kind !== 'retitle' || step.badge !== 0).slice(round, round + 3),
    );
    await new Promise((resolve) => setTimeout(resolve, 5));
    if (round % 4 !== 3) continue;
    const before = seen['live'] ?? 0;
    await expect.poll(() => seen['live'] ?? 0, { timeout: 20_000 }).toBeGreaterThan(before);
    await redis.flushall();
  }
  isOver = true;
  await Promise.all([...turning, reading]);
  await workers[0]?.turn(lane, never);
  expect(await faultsOfDocuments(redis, projection, await storeOf(reader))).toEqual([]);
  expect(seen).not.toHaveProperty('a false null');
  expect(seen).toHaveProperty('live');
});

test('a Redis that is killed and comes back empty is filled again by the same worker', async () => {
  const dataDir = ownFolder('redis');
  let own = await ownRedis({ dataDir });
  const { port } = own;
  const reader = memoryEventReader();
  appendSteps(reader, steps.slice(0, 60));
  const lane = { projection: 'shelf', lane: 0 };
  const connection = connect(own.url);
  const survivor = worker({
    projection: shelfProjection,
    reader,
    store: createLaneStore({ redis: connection, keys }),
  });
  expect(await survivor.turn(lane, never)).toBe('atHead');
  await own.kill('SIGKILL');
  await expect(survivor.turn(lane, never)).rejects.toThrow();
  own = await ownRedis({ dataDir, port });
  try {
    appendSteps(reader, steps.slice(60));
    const turn = () => survivor.turn(lane, never).catch(() => 'failed');
    await expect.poll(turn, { timeout: 20_000 }).toBe('atHead');
    expect(await faultsOfDocuments(connection, shelfProjection, await storeOf(reader))).toEqual([]);
  } finally {
    connection.disconnect();
    await own.stop();
  }
});
