// Faults of Redis, and of the way to it, during commits and reads.
import { randomUUID } from 'node:crypto';
import type { Redis } from 'ioredis';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { connectRedis } from '../../../../src/engine/stores/redis/connect-redis.ts';
import { createDocumentReader } from '../../../../src/engine/stores/redis/document-reader.ts';
import { lanePointers } from '../../../../src/engine/stores/redis/lane-pointers.ts';
import { createLaneStore } from '../../../../src/engine/stores/redis/lane-store.ts';
import type { Checkpoint, LaneCommit } from '../../../../src/engine/model/documents.ts';
import { withRedis } from '../../../support/servers.ts';
import { startTcpProxy, type TcpProxy } from '../../../support/tcp-proxy.ts';
import { keys } from '../../../support/store-keys.ts';

/** Generous, for a machine that is busy; nothing here waits in vain. */
const soon = { timeout: 20_000 };
const server = withRedis();
const lane = { projection: 'order', lane: 0 };
const GENERATION = 'abcdef012345.1a2b';
const INCARNATION = '01890a5d-ac96-774b-bcce-b302099a8057';

let direct: Redis;
let proxy: TcpProxy;
const opened: Redis[] = [];

beforeEach(async () => {
  direct = connect('worker', server().url);
  await direct.flushall();
  await direct.config('SET', 'maxmemory', '0');
  proxy = await startTcpProxy({ port: server().port });
});
afterEach(async () => {
  for (const redis of opened.splice(0)) redis.disconnect();
  await proxy.stop();
});

function connect(role: 'api' | 'worker', url: string): Redis {
  const redis = connectRedis({ url, role });
  opened.push(redis);
  return redis;
}

const checkpointAt = (position: number): Checkpoint => ({
  position: String(position),
  eventId: position ? `event-${position}` : '',
  incarnation: INCARNATION,
  batchId: randomUUID(),
  cursor: '',
});

const commitOf = (expected: Checkpoint | null, ids: readonly string[]): LaneCommit => {
  const position = Number(expected?.position ?? -1) + 1;
  const json = JSON.stringify({ n: position });
  const document = { version: position, position: String(position), json, eventTypes: [] };
  return {
    ...{ lane, generation: GENERATION, expected, checkpoint: checkpointAt(position) },
    documents: ids.map((id) => ({ id, ...document })),
    references: ids.map((id) => ({ name: 'customer', id, value: { n: position } })),
    index: ids.flatMap((id) => [
      { index: `in:customer:${id}`, member: id, score: 0 },
      { index: 'rank:best', member: id, score: position },
    ]),
    search: [],
    projectedAt: '2026-01-01T00:00:00.000Z',
  };
};

async function begun() {
  const store = createLaneStore({ redis: direct, keys });
  await store.openLive(lane, GENERATION, null);
  const first = commitOf(null, ['d1']);
  expect(await store.commit(first)).toBe('committed');
  await store.goLive(lane, GENERATION, GENERATION);
  return { store, at: first.checkpoint };
}

const everything = async (): Promise<readonly string[]> => {
  const keys = (await direct.keys('*')).sort();
  return Promise.all(keys.map(async (key) => `${key} ${await direct.dump(key)}`));
};

describe('a script that can not finish has not begun', () => {
  test.each([
    ['a document', keys.document(lane, GENERATION, 'd2')],
    ['an index', keys.index(lane, GENERATION, 'in:customer:d2')],
    ['a ranking', keys.index(lane, GENERATION, 'rank:best')],
    ['the checkpoint', keys.checkpoint(lane, GENERATION)],
  ])('when %s is of another type', async (_what, key) => {
    const { store, at } = await begun();
    await direct.del(key);
    await direct.lpush(key, 'not what it was');
    const before = await everything();
    await expect(store.commit(commitOf(at, ['d0', 'd1', 'd2']))).rejects.toThrow('WRONGTYPE');
    expect(await everything()).toEqual(before);
  });

  test('when memory is full', async () => {
    const { store, at } = await begun();
    const before = await everything();
    await direct.config('SET', 'maxmemory', '1');
    const commit = commitOf(at, ['d0', 'd1', 'd2']);
    await expect(store.commit(commit)).rejects.toThrow('OOM');
    await direct.config('SET', 'maxmemory', '0');
    expect(await everything()).toEqual(before);
    expect(await store.commit(commit)).toBe('committed');
  });

  test('when a script comes with too few arguments', async () => {
    const { store, at } = await begun();
    const before = await everything();
    const commit = commitOf(at, ['d0']);
    const torn = { ...commit, documents: Object.assign([...commit.documents], { length: 1, map: () => [] }) };
    await expect(store.commit(torn)).rejects.toThrow('BADARGS');
    expect(await everything()).toEqual(before);
  });

  test.each([Number.NaN, 1.5, 1e21])('when a score is no whole number: %d', async (score) => {
    const { store, at } = await begun();
    const before = await everything();
    const index = [3, score].map((each) => ({ index: 'rank:best', member: 'd0', score: each }));
    await expect(store.commit({ ...commitOf(at, ['d0']), index })).rejects.toThrow('BADARGS');
    expect(await everything()).toEqual(before);
  });
});

test('readers are not switched to a generation that has moved on since it was found at the head', async () => {
  const { store, at } = await begun();
  await direct.set(keys.live(lane), `${GENERATION}|filling`);
  const { movePointers, state } = lanePointers({ redis: direct, keys });
  const from = await state(lane);
  const to = { live: { id: GENERATION, state: 'live' as const }, next: null };
  const switchAt = (checkpoint: Checkpoint) => {
    const checkpoints = [{ generation: GENERATION, checkpoint }];
    return movePointers(lane, { from, to, checkpoints, replaced: null, notice: undefined });
  };
  const next = commitOf(at, ['d1']);
  expect(await store.commit(next)).toBe('committed');
  expect(await switchAt(at)).toBe(false);
  expect(await state(lane)).toEqual(from);
  expect(await switchAt(next.checkpoint)).toBe(true);
  expect((await state(lane)).live).toEqual(to.live);
});

test('scripts that Redis has forgotten are sent again', async () => {
  const { store, at } = await begun();
  await direct.script('FLUSH');
  expect(await store.commit(commitOf(at, ['d1']))).toBe('committed');
});

test('a commit whose reply was lost is sent again and recognised', async () => {
  const { at } = await begun();
  const redis = connect('worker', proxy.through(server().url));
  const store = createLaneStore({ redis, keys });
  await redis.ping();
  const commit = commitOf(at, ['d1', 'd2']);
  proxy.blackHole('replies');
  const result = store.commit(commit);
  const key = keys.checkpoint(lane, GENERATION);
  await expect.poll(() => direct.get(key), soon).toContain(commit.checkpoint.batchId);
  proxy.open();
  proxy.reset();
  expect(await result).toBe('duplicate');
  expect(await store.checkpoint(lane, GENERATION)).toEqual(commit.checkpoint);
});

describe('a read', () => {
  async function readerThroughProxy() {
    await begun();
    const redis = connect('api', proxy.through(server().url));
    if (redis.status !== 'ready') await new Promise((resolve) => redis.once('ready', resolve));
    const reader = createDocumentReader({ redis, keys, lanesOf: () => 1 });
    const read = () => reader.read([{ projection: 'order', id: 'd1' }]);
    const outcome = () =>
      read().then(
        ([found]) => found?.state,
        (error: { code?: string }) => error.code,
      );
    expect(await outcome()).toBe('live');
    return { read, outcome };
  }

  const timed = async (outcome: () => Promise<unknown>) => {
    const began = performance.now();
    return { result: await outcome(), ms: performance.now() - began };
  };

  test('fails at once when Redis is away, and works again when it is back', async () => {
    const { outcome } = await readerThroughProxy();
    proxy.refuse();
    proxy.reset();
    await expect.poll(outcome, soon).toBe('READ_MODEL_UNAVAILABLE');
    const { result, ms } = await timed(outcome);
    expect(result).toBe('READ_MODEL_UNAVAILABLE');
    // A busy machine may be slow, but not as slow as waiting for Redis.
    expect(ms).toBeLessThan(5000);
    proxy.open();
    await expect.poll(outcome, soon).toBe('live');
  });

  test('gives up after half a second when Redis is silent, however many wait, and dials anew', async () => {
    const { outcome } = await readerThroughProxy();
    proxy.blackHole();
    const first = timed(outcome);
    await new Promise((resolve) => setTimeout(resolve, 200));
    const answers = await Promise.all([first, timed(outcome), timed(outcome)]);
    for (const { result, ms } of answers) {
      expect(result).toBe('READ_MODEL_UNAVAILABLE');
      expect(ms).toBeGreaterThan(400);
      expect(ms).toBeLessThan(5000);
    }
    proxy.open();
    await expect.poll(outcome, soon).toBe('live');
  });

  test('takes one round trip for many documents, once the generation is known', async () => {
    await begun();
    const redis = connect('api', server().url);
    if (redis.status !== 'ready') await new Promise((resolve) => redis.once('ready', resolve));
    const reader = createDocumentReader({ redis, keys, lanesOf: () => 8 });
    const wanted = Array.from({ length: 40 }, (_, n) => ({
      projection: n % 2 ? 'order' : 'other',
      id: `d${n}`,
    }));
    await reader.read(wanted);
    const { stream: socket }: { readonly stream?: { write: (...args: never[]) => boolean } } = Object(redis);
    let writes = 0;
    if (!socket) throw new Error('not connected');
    const write = socket.write.bind(socket);
    socket.write = (...args) => {
      writes += 1;
      return write(...args);
    };
    await Promise.all([reader.read(wanted), reader.read(wanted.slice(3))]);
    expect(writes).toBe(1);
  });

  test('of a ranked document is not harmed by another one that is not JSON', async () => {
    await begun();
    const best = { name: 'best', index: 'rank:best' };
    const api = connect('api', server().url);
    if (api.status !== 'ready') await new Promise((resolve) => api.once('ready', resolve));
    const reader = createDocumentReader({ redis: api, keys, lanesOf: () => 1, scoredOf: () => [best] });
    await direct.set(keys.document(lane, GENERATION, 'd2'), '1 1 {');
    const [sound, broken] = await reader.read(['d1', 'd2'].map((id) => ({ projection: 'order', id })));
    expect(sound?.document).toMatchObject({ body: { n: 0 }, ranks: { best: 1 } });
    expect(broken?.document?.version).toBe(1);
    expect(() => broken?.document?.body).toThrow(SyntaxError);
  });

  test('says which text in the store is not what it should be', async () => {
    await begun();
    await direct.set(keys.document(lane, GENERATION, 'd1'), 'nonsense');
    const redis = connect('api', server().url);
    if (redis.status !== 'ready') await new Promise((resolve) => redis.once('ready', resolve));
    const reader = createDocumentReader({ redis, keys, lanesOf: () => 1 });
    await expect(reader.read([{ projection: 'order', id: 'd1' }])).rejects.toMatchObject({
      code: 'CORRUPT_STORE',
    });
  });
});
