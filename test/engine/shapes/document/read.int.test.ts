import { afterEach, describe, expect, it } from 'vitest';
import { readDocuments } from '../../../../src/engine/shapes/document/read.ts';
import { silentLogger } from '../../../../src/engine/model/logger.ts';
import type { ReadRequest } from '../../../../src/engine/model/services.ts';
import { encodeToken } from '../../../../src/engine/model/token.ts';
import { CounterEvents } from '../../../support/counter-domain.ts';
import { counterProjection } from '../../../support/counter-projections.ts';
import { createMemoryStore, FIRST_INCARNATION } from '../../../support/memory-store.ts';
import { openRedisReadModel } from '../../../support/redis-read-model.ts';
import { withRedis } from '../../../support/servers.ts';
import { startTcpProxy } from '../../../support/tcp-proxy.ts';
import { until } from '../../../support/until.ts';

const redis = withRedis({}, 'test');
const closing: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).toReversed()) await close();
});

async function setUp(options: { readonly readUrl?: string } = {}) {
  const model = await openRedisReadModel({ url: redis().url, ...options });
  closing.push(() => model.close());
  const store = createMemoryStore();
  let listeners = 0;
  const counted = (end: () => void) => {
    listeners += 1;
    return () => {
      listeners -= 1;
      end();
    };
  };
  let looks = 0;
  const reads = readDocuments({
    documents: {
      read: async (keys) => {
        const found = await model.documents.read(keys);
        looks += 1;
        return found;
      },
    },
    notices: {
      ...model.hub,
      onLane: (...args) => counted(model.hub.onLane(...args)),
      onDocument: (...args) => counted(model.hub.onDocument(...args)),
      onResync: (...args) => counted(model.hub.onResync(...args)),
    },
    events: store,
    projections: [counterProjection],
    logger: silentLogger,
  });
  const read = (request: Partial<ReadRequest>) =>
    reads.read({ readModel: 'counter', id: 'c0', maxWaitMs: 5000, ifBehind: 'ERROR', ...request });
  return { model, store, read, listeners: () => listeners, looks: () => looks };
}
type World = Awaited<ReturnType<typeof setUp>>;

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
const tokenAt = (position: number) =>
  encodeToken({ incarnation: FIRST_INCARNATION, position: String(position) });
const ids = ['c0', 'c1', 'c2', 'c3'];
const pick = (index: number) => ids[index % ids.length] ?? 'c0';
const READS = 1000;
const READERS = 32;

/** Writes until it is stopped, one document after the other, with pauses of 0 to 4 ms. */
async function keepWriting({ model }: World, isOver: () => boolean) {
  let written = 0;
  for (; !isOver(); written += 1) {
    await model.write(pick(written));
    if (written % 3 === 0) await pause(Math.random() * 4);
  }
  return written;
}

/** One read of what the writer has written, or is about to write: never older than that, never a false null. */
async function readAhead({ model, read }: World, index: number): Promise<number> {
  const id = pick(index);
  const ahead = index % 3;
  const wanted = model.version(id) + ahead;
  const start = performance.now();
  if (index % 2 === 0) {
    const { document } = await read({ id, minVersion: wanted });
    if (wanted > 0) expect(document?.version).toBeGreaterThanOrEqual(wanted);
    return ahead > 0 ? performance.now() - start : 0;
  }
  const position = await model.documents.read([{ projection: 'counter', id }]);
  const after = Number(position[0]?.checkpoint) + ahead;
  const least = model.version(id);
  const { document, token } = await read({ id, after: tokenAt(after) });
  expect(document?.version ?? 0).toBeGreaterThanOrEqual(least);
  expect(Number(Buffer.from(token, 'base64url').toString().split('@')[1])).toBeGreaterThanOrEqual(after);
  return ahead > 0 ? performance.now() - start : 0;
}

describe('versioned reads against a writer', () => {
  it('are never older than asked, never falsely null, and woken by notices', async () => {
    const world = await setUp();
    let finished = 0;
    const waits: number[] = [];
    let next = 0;
    const writing = keepWriting(world, () => finished === READERS);
    const reader = async () => {
      while (next < READS) {
        next += 1;
        waits.push(await readAhead(world, next));
      }
      finished += 1;
    };
    await Promise.all([writing, ...Array.from({ length: READERS }, reader)]);
    expect(waits).toHaveLength(READS);
    const waited = waits.filter((ms) => ms > 0).sort((a, b) => a - b);
    const at = (share: number) => (waited[Math.floor(waited.length * share)] ?? 0).toFixed(1);
    console.log(`${waited.length} reads ahead of the writer: p50 ${at(0.5)} ms, p99 ${at(0.99)} ms`);
    // Far from the 5 seconds after which it would not have been the notice that ended the wait.
    expect(waited[Math.floor(waited.length / 2)]).toBeLessThan(2500);
    expect(world.listeners()).toBe(0);
  });

  it('end in time without notices, because the last look needs none', async () => {
    const world = await setUp();
    const { model, read } = world;
    await model.write('c0');
    model.hub.close();
    const waiting = read({ minVersion: 2, maxWaitMs: 1000 });
    await model.write('c0');
    expect((await waiting).document?.version).toBe(2);
    await expect(read({ minVersion: 3, maxWaitMs: 100 })).rejects.toMatchObject({
      code: 'PROJECTION_BEHIND',
    });
    expect(world.listeners()).toBe(0);
  });

  it('are woken although the connection for notices was killed meanwhile', async () => {
    const world = await setUp();
    const { model, read } = world;
    await model.write('c0');
    const waiting = read({ minVersion: 2 });
    await pause(20);
    await model.redis.call('CLIENT', 'KILL', 'TYPE', 'pubsub');
    await model.write('c0');
    expect((await waiting).document?.version).toBe(2);
    expect(world.listeners()).toBe(0);
  });
});

describe('round trips', () => {
  it('are one for a read that is reached, and one more for a wait', async () => {
    const { model, read, looks } = await setUp();
    await model.write('c0');
    await read({});
    const processed = async () =>
      Number(/total_commands_processed:(\d+)/.exec(await model.redis.info('stats'))?.[1]);
    const counted = async (work: () => Promise<unknown>) => {
      const before = await processed();
      await work();
      return (await processed()) - before - 1;
    };
    expect(await counted(() => read({}))).toBe(1);
    expect(await counted(() => read({ minVersion: 1, after: tokenAt(1) }))).toBe(1);
    const ofCommit = await counted(() => model.write('c1'));
    const waited = await counted(async () => {
      const before = looks();
      const answer = read({ minVersion: 2 });
      await until('the first look', () => looks() > before);
      await model.write('c0');
      await answer;
    });
    expect(waited).toBe(ofCommit + 2);
  });
});

describe('a Redis that is away', () => {
  it.each(['cut', 'blackHole'] as const)(
    'is an error within 500 ms, and no obstacle to the fold (%s)',
    async (how) => {
      const proxy = await startTcpProxy({ port: redis().port });
      closing.push(() => proxy.stop());
      const { model, store, read, listeners } = await setUp({ readUrl: proxy.through(redis().url) });
      store.append('c0', CounterEvents.CounterOpened({ name: 'first' }));
      await model.write('c0');
      await read({});
      if (how === 'cut') proxy.refuse();
      proxy[how]();
      for (const request of [{}, { minVersion: 1 }, { after: tokenAt(1), ifBehind: 'STALE' as const }]) {
        const start = performance.now();
        await expect(read(request)).rejects.toMatchObject({ code: 'READ_MODEL_UNAVAILABLE' });
        // 500 ms, and what a busy machine adds to it.
        expect(performance.now() - start).toBeLessThan(2000);
      }
      const folded = await read({ minVersion: 1, ifBehind: 'WRITE_MODEL' });
      expect(folded.document?.body).toEqual({ name: 'first', count: 0 });
      expect(listeners()).toBe(0);
    },
  );
});
