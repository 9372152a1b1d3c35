import { afterEach, describe, expect, it } from 'vitest';
import { subscribeToDocuments } from '../../../../../src/engine/flow/read/subscriptions/subscribe.ts';
import type { DocumentReader } from '../../../../../src/engine/model/documents.ts';
import { silentLogger } from '../../../../../src/engine/model/logger.ts';
import type { ProjectionUpdate, SubscribeRequest } from '../../../../../src/engine/model/services.ts';
import { createMemoryStore } from '../../../../support/memory-store.ts';
import { openRedisReadModel } from '../../../../support/redis-read-model.ts';
import { withRedis } from '../../../../support/servers.ts';
import { startTcpProxy } from '../../../../support/tcp-proxy.ts';
import { until } from '../../../../support/until.ts';

const redis = withRedis({}, 'test');
const closing: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).toReversed()) await close();
});

async function setUp(
  options: { readonly readUrl?: string; readonly resyncBetween?: readonly [number, number] } = {},
) {
  const model = await openRedisReadModel({ url: redis().url, ...options });
  closing.push(() => model.close());
  const reads = { calls: 0, keys: 0 };
  const documents: DocumentReader = {
    read: (keys) => {
      reads.calls += 1;
      reads.keys += keys.length;
      return model.documents.read(keys);
    },
  };
  const service = subscribeToDocuments({
    documents,
    notices: model.hub,
    events: createMemoryStore(),
    projections: [{ name: 'counter' }],
    logger: silentLogger,
  });
  closing.push(() => service.close());
  return { model, service, reads };
}

const following = (ids: readonly string[], sinceVersion?: number): SubscribeRequest => ({
  documents: ids.map((id) => ({
    readModel: 'counter',
    id,
    ...(sinceVersion !== undefined && { sinceVersion }),
  })),
  withDocuments: true,
});

/** Pulls all the time; checks that nothing is older than what came before, and that label and content agree. */
function keepPulling(updates: AsyncIterableIterator<ProjectionUpdate>) {
  const versions = new Map<string, number>();
  let count = 0;
  let coalesced = 0;
  const over = (async () => {
    for await (const update of updates) {
      const { id, version, document } = update;
      // Plain, because it happens a hundred thousand times.
      if (version <= (versions.get(id) ?? 0)) throw new Error(`${id} went back to ${version}`);
      if (document && document.body['count'] !== version) throw new Error(`${id} is not at ${version}`);
      versions.set(id, version);
      count += 1;
      coalesced += update.coalesced;
    }
  })();
  return { versions, over, count: () => count, coalesced: () => coalesced };
}
const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
const ids = ['c0', 'c1', 'c2', 'c3'];
const pick = (index: number) => ids[index % ids.length] ?? 'c0';

describe('subscribers', () => {
  it('all end at the final version though the connection for notices is killed again and again', async () => {
    const { model, service } = await setUp();
    const clients = await Promise.all(
      Array.from({ length: 40 }, async (_, index) =>
        keepPulling(await service.subscribe({ ...following(ids, 0), withDocuments: index % 2 === 0 })),
      ),
    );
    for (let written = 1; written <= 300; written += 1) {
      await model.write(pick(written));
      if (written % 30 === 0) {
        await model.redis.call('CLIENT', 'KILL', 'TYPE', 'pubsub');
        await pause(Math.random() * 80);
      }
    }
    // The last thing that happens is a loss: nothing but the comparison can make up for it.
    await model.redis.call('CLIENT', 'KILL', 'TYPE', 'pubsub');
    await model.write(...ids);
    for (const { versions } of clients) {
      await until('the final versions', () => ids.every((id) => versions.get(id) === model.version(id)));
    }
    service.close();
    await Promise.all(clients.map(({ over }) => over));
  });

  it('hear by the regular comparison of notices that were lost without any sign', async () => {
    const { model, service } = await setUp({ resyncBetween: [100, 150] });
    const client = keepPulling(await service.subscribe(following(ids)));
    await model.write('c0');
    await until('the first update', () => client.versions.get('c0') === 1);
    // As a worker would whose message got lost: the document changes, and nobody is told.
    const [live] = await model.redis.keys('*:doc:c0');
    const [checkpoint] = await model.redis.keys('*:at');
    const at = await model.redis.get(checkpoint ?? '');
    await model.redis.set(live ?? '', '99 7 {"count":7}');
    await model.redis.set(checkpoint ?? '', (at ?? '').replace(/^\d+/, '99'));
    await until('the lost update', () => client.versions.get('c0') === 7);
  });

  it('that come again with the same variables end at the final version, with one repetition at most', async () => {
    const { model, service } = await setUp();
    await model.write(...ids);
    const request = following(ids, 1);
    const writing = { isOver: false };
    const client = async () => {
      const final = new Map<string, number>();
      for (let visit = 0; !writing.isOver || visit === 0; visit += 1) {
        const updates = await service.subscribe(request);
        const { versions, over: ended } = keepPulling(updates);
        await pause(5 + Math.random() * 10);
        await updates.return?.();
        await ended;
        for (const [id, version] of versions) final.set(id, version);
      }
      return { final, last: keepPulling(await service.subscribe(request)) };
    };
    const clients = Array.from({ length: 10 }, client);
    for (let written = 0; written < 300; written += 1) await model.write(pick(written));
    writing.isOver = true;
    for (const { last } of await Promise.all(clients)) {
      await until('the final versions', () => ids.every((id) => last.versions.get(id) === model.version(id)));
      expect(last.count()).toBe(ids.length);
    }
    expect(service.count()).toBe(clients.length);
  });

  it('that are slow cost nothing but their buffer, and get the newest when they pull', async () => {
    const { model, service, reads } = await setUp();
    const slow = await Promise.all(Array.from({ length: 50 }, () => service.subscribe(following(ids))));
    const quick = keepPulling(await service.subscribe({ ...following(ids), withDocuments: false }));
    const before = reads.calls;
    for (let written = 0; written < 500; written += 1) await model.write(...ids);
    await until('the quick one', () => ids.every((id) => quick.versions.get(id) === 500));
    expect(quick.count() + quick.coalesced()).toBe(2000);
    expect(reads.calls).toBe(before);
    const first = await Promise.all(slow.map((updates) => updates.next()));
    for (const { value } of first) expect(value).toMatchObject({ version: 500, coalesced: 499 });
    expect(reads.calls - before).toBe(1);
  });

  it('outlive a Redis that goes away and comes back', async () => {
    const proxy = await startTcpProxy({ port: redis().port });
    closing.push(() => proxy.stop());
    const { model, service } = await setUp({ readUrl: proxy.through(redis().url) });
    const client = keepPulling(await service.subscribe(following(ids)));
    await model.write(...ids);
    await until('the first updates', () => client.versions.size === ids.length);
    proxy.refuse();
    proxy.cut();
    await model.write(...ids);
    await pause(100);
    await expect(service.subscribe(following(ids))).rejects.toMatchObject({ code: 'READ_MODEL_UNAVAILABLE' });
    expect(service.count()).toBe(1);
    proxy.open();
    await until('the missed updates', () => ids.every((id) => client.versions.get(id) === 2));
  });

  it('are told of a read model that is filled anew after Redis has lost everything', async () => {
    const { model, service } = await setUp();
    const client = keepPulling(await service.subscribe(following(ids)));
    await model.write(...ids);
    await until('the first updates', () => client.versions.size === ids.length);
    await model.redis.flushall();
    const waiting = keepPulling(await service.subscribe(following(ids)));
    await model.reopen();
    await model.write('c0');
    await until('the one that waited', () =>
      ids.every((id) => waiting.versions.get(id) === model.version(id)),
    );
    await until('the one from before', () => client.versions.get('c0') === model.version('c0'));
  });
});

describe('a burst of 10,000 notices', () => {
  it('reaches 200 subscribers in the end, conflated for those that are slower, each version read once at most', async () => {
    const { model, service, reads } = await setUp();
    const many = Array.from({ length: 40 }, (_, index) => `m${index}`);
    const clients = await Promise.all(
      Array.from({ length: 200 }, async () => keepPulling(await service.subscribe(following(many)))),
    );
    const before = reads.calls;
    const start = performance.now();
    for (let written = 0; written < 250; written += 1) await model.write(...many);
    const writtenAfter = performance.now() - start;
    for (const { versions } of clients) {
      await until('the final versions', () => many.every((id) => versions.get(id) === 250));
    }
    const told = clients.reduce((sum, { count }) => sum + count(), 0);
    console.log(
      `10,000 notices of ${many.length} documents written in ${Math.round(writtenAfter)} ms, the last of them told after ` +
        `${Math.round(performance.now() - start)} ms: ${told} updates to 200 subscribers, ${reads.calls - before} reads`,
    );
    expect(reads.calls - before).toBeLessThanOrEqual(10_000);
  });
});
