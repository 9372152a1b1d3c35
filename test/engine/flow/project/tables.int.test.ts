// Lanes in tables of a real Postgres: whatever is killed when, they end with the bytes that any other store ends with.
import type { Redis } from 'ioredis';
import pg from 'pg';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { connectRedis } from '../../../../src/engine/stores/redis/connect-redis.ts';
import { createTableDocumentReader } from '../../../../src/engine/stores/postgres/document-reader.ts';
import { createTableLaneStore } from '../../../../src/engine/stores/postgres/lane-store.ts';
import { dyingAt, laneExpected, never, turnAll, untilKilled, worker } from '../../../support/lane-harness.ts';
import { lanesOf } from '../../../../src/engine/model/lane.ts';
import { eventually } from '../../../support/eventually.ts';
import { memoryEventReader, storeOf } from '../../../support/memory-event-reader.ts';
import { dumpLiveTables, emptyReadTables } from '../../../support/read-tables.ts';
import { withDatabase, withRedis } from '../../../support/servers.ts';
import { appendSteps, shelfProjection, type ShelfStep } from '../../../support/shelf-projection.ts';
import { keys } from '../../../support/store-keys.ts';

const database = withDatabase();
const server = withRedis();
let client: pg.Client;
let redis: Redis;
let store: ReturnType<typeof createTableLaneStore>;

beforeAll(async () => {
  client = new pg.Client({ connectionString: database().url });
  await client.connect();
  redis = connectRedis({ url: server().url, role: 'worker' });
  store = createTableLaneStore({ databaseUrl: database().url, redis, keys });
});
beforeEach(() => emptyReadTables(client));
afterAll(async () => {
  await Promise.all([store.close(), client.end()]);
  redis.disconnect();
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
const lane = { projection: 'shelf', lane: 0 };

test('a worker that dies at any step leaves what the next one brings to its right end', async () => {
  const reader = memoryEventReader();
  appendSteps(reader, steps);
  const limits = { documentsPerScript: 6, documentsPerBatch: 10 };
  const options = { projection: shelfProjection, reader, limits, eventsPerPage: 40 };
  const expected = await laneExpected(shelfProjection, (await storeOf(reader)).events, 0);
  expect(expected.size).toBeGreaterThan(10);
  for (let n = 1, died = true; died; n += 7) {
    await emptyReadTables(client);
    const when = n % 2 ? 'before' : 'after';
    died = await untilKilled(worker({ ...options, store: dyingAt(store, n, when) }).turn(lane, never));
    expect(await worker({ ...options, store }).turn(lane, never)).toBe('atHead');
    expect(await dumpLiveTables(client, lane)).toEqual(expected);
  }
});

test('a rebuild comes to the same bytes as the live documents it replaces, in every lane', async () => {
  const projection = { ...shelfProjection, lanes: 3 };
  const reader = memoryEventReader();
  for (let part = 0; part < steps.length; part += 5) {
    appendSteps(reader, steps.slice(part, part + 5));
    await turnAll(worker({ projection, reader, store }), projection);
  }
  const { events } = await storeOf(reader);
  for (const at of lanesOf(projection)) {
    const before = await dumpLiveTables(client, at);
    expect(before).toEqual(await laneExpected(projection, events, at.lane));
    await store.openNext(at, `${projection.foldId}.rebuild`, null);
    expect(await worker({ projection, reader, store, eventsPerPage: 7 }).fill(at, never)).toBe('atHead');
    expect((await store.state(at)).live?.id).toBe(`${projection.foldId}.rebuild`);
    expect(await dumpLiveTables(client, at)).toEqual(before);
    const [replaced = ''] = await store.replaced(at, 0);
    await store.retire(at, replaced);
    const { rows } = await client.query('SELECT FROM "Document" WHERE "lane" = $1 AND "generation" = $2', [
      `shelf.${at.lane}`,
      replaced,
    ]);
    expect(rows).toEqual([]);
  }
});

describe('two workers and a reader at the same time', () => {
  test('never write twice, never lose anything and never show a false null', async () => {
    const reader = memoryEventReader();
    appendSteps(reader, [{ kind: 'award', badge: 0, counter: 0 }]);
    const options = { projection: shelfProjection, reader, limits: { documentsPerScript: 8 } };
    const others = [1, 2].map(() => createTableLaneStore({ databaseUrl: database().url, redis, keys }));
    const workers = others.map((each) => worker({ ...options, store: each }));
    const documents = createTableDocumentReader({ databaseUrl: database().url, lanesOf: () => 1 });
    let isOver = false;
    const turning = workers.map(async (each) => {
      while (!isOver) await each.turn(lane, never);
    });
    const seen = new Set<string>();
    const reading = (async () => {
      while (!isOver) {
        const [read] = await documents.read([{ projection: 'shelf', id: 'b0' }]);
        seen.add(read?.state === 'live' && !read.document ? 'a false null' : String(read?.state));
      }
    })();
    await eventually('the generation to be filled', () => seen.has('live') || undefined);
    for (let round = 0; round < 40; round += 1) {
      // b0 is never removed.
      const kept = steps.filter((step) => step.kind !== 'retitle' || step.badge !== 0);
      appendSteps(reader, kept.slice(round, round + 3));
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
    isOver = true;
    await Promise.all([...turning, reading]);
    await workers[0]?.turn(lane, never);
    await Promise.all([documents.close(), ...others.map((each) => each.close())]);
    const { events } = await storeOf(reader);
    expect(await dumpLiveTables(client, lane)).toEqual(await laneExpected(shelfProjection, events, 0));
    expect(seen).not.toContain('a false null');
  });
});
