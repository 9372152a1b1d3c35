import { afterEach, describe, expect, it, vi } from 'vitest';
import { connectRedis } from '../../../../../src/engine/stores/redis/connect-redis.ts';
import {
  createNoticeHub,
  type NoticeHubOptions,
} from '../../../../../src/engine/flow/read/notices/notice-hub.ts';
import { laneOf } from '../../../../../src/engine/model/lane.ts';
import { silentLogger } from '../../../../../src/engine/model/logger.ts';
import type { LaneNotice } from '../../../../../src/engine/model/notices.ts';
import { withRedis } from '../../../../support/servers.ts';
import { startTcpProxy } from '../../../../support/tcp-proxy.ts';
import { until } from '../../../../support/until.ts';
import { keys } from '../../../../support/store-keys.ts';

const redis = withRedis();
const lanes = [0, 1].map((lane) => ({ projection: 'counter', lane }));
const [first = { projection: '', lane: 0 }] = lanes;
const closing: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).toReversed()) await close();
});

function openHub(options: Partial<NoticeHubOptions> = {}) {
  const hub = createNoticeHub({ url: redis().url, keys, lanes, logger: silentLogger, ...options });
  closing.push(() => hub.close());
  return hub;
}
function openClient() {
  const client = connectRedis({ url: redis().url, role: 'worker' });
  closing.push(() => client.disconnect());
  return client;
}
const noticeOf = (id: string, version: number, changes: Partial<LaneNotice> = {}): LaneNotice => ({
  projection: 'counter',
  lane: laneOf(id, 2),
  incarnation: 'i',
  checkpoint: String(version),
  projectedAt: '2026-01-02T03:04:05.006Z',
  documents: [{ id, version, position: String(version), eventTypes: ['E'] }],
  switched: false,
  ...changes,
});
const publish = (client: ReturnType<typeof openClient>, notice: LaneNotice) =>
  client.publish(keys.notices(notice), JSON.stringify(notice));

describe('the hub of notices', () => {
  it('is ready once every lane is subscribed to, on one connection', async () => {
    const hub = openHub();
    await hub.ready(5000);
    const client = openClient();
    expect(await client.pubsub('CHANNELS', 'slip:*')).toHaveLength(2);
    expect(await client.call('CLIENT', 'LIST', 'TYPE', 'pubsub')).toMatch(
      /^id=\d+ .*name=slipstream-notices.*\n$/,
    );
  });

  it('tells lanes and documents, and nobody after they have left', async () => {
    const hub = openHub();
    await hub.ready(5000);
    const client = openClient();
    const [lane, document, gone] = [vi.fn(), vi.fn(), vi.fn()];
    hub.onLane({ projection: 'counter', lane: laneOf('a', 2) }, lane);
    hub.onDocument('counter', 'a', document);
    hub.onDocument('counter', 'a', gone)();
    const notice = noticeOf('a', 1);
    await publish(client, notice);
    await publish(client, noticeOf('another-of-that-lane', 2, { lane: notice.lane }));
    await until('two notices', () => lane.mock.calls.length === 2);
    expect(document.mock.calls).toEqual([[notice.documents[0], notice]]);
    expect(gone).not.toHaveBeenCalled();
  });

  it('does not even look at a message that nobody listens to, and survives what is no notice', async () => {
    const warn = vi.fn();
    const error = vi.fn();
    const hub = openHub({ logger: { ...silentLogger, warn, error } });
    await hub.ready(5000);
    const client = openClient();
    const heard = vi.fn();
    const end = hub.onDocument('counter', 'a', heard);
    const channel = keys.notices({ projection: 'counter', lane: laneOf('a', 2) });
    const foreign = [
      'not json',
      '42',
      'null',
      '[]',
      '{"documents":[]}',
      JSON.stringify(noticeOf('a', 1)).slice(1),
    ];
    for (const text of foreign) await client.publish(channel, text);
    await client.publish(channel, JSON.stringify({ ...noticeOf('a', 1), documents: [null] }));
    await publish(client, noticeOf('a', 2));
    await until('the notice', () => heard.mock.calls.length === 1);
    expect(warn).toHaveBeenCalledTimes(foreign.length);
    expect(error).toHaveBeenCalledTimes(1);
    end();
    await client.publish(channel, 'not json');
    const other = vi.fn();
    hub.onLane({ projection: 'counter', lane: 1 - laneOf('a', 2) }, other);
    await publish(client, noticeOf('x', 3, { lane: 1 - laneOf('a', 2) }));
    await until('a later message', () => other.mock.calls.length === 1);
    expect(warn).toHaveBeenCalledTimes(foreign.length);
  });

  it('says when readers were switched to another generation', async () => {
    const hub = openHub();
    await hub.ready(5000);
    const resync = vi.fn();
    hub.onResync(resync);
    hub.onLane(first, () => {});
    await publish(openClient(), noticeOf('a', 1, { ...first, documents: [], switched: true }));
    await until('the switch', () => resync.mock.calls.length === 1);
  });

  it('subscribes again when its connection was killed, and then says to compare', async () => {
    const hub = openHub();
    await hub.ready(5000);
    const client = openClient();
    const [heard, resync] = [vi.fn(), vi.fn()];
    hub.onDocument('counter', 'a', heard);
    hub.onResync(resync);
    for (let time = 1; time <= 3; time += 1) {
      expect(await client.call('CLIENT', 'KILL', 'TYPE', 'pubsub')).toBe(1);
      await until('the comparison', () => resync.mock.calls.length === time);
      await hub.ready(0);
      await publish(client, noticeOf('a', time));
      await until('the notice', () => heard.mock.calls.length === time);
    }
  });

  it('notices that its connection has fallen silent, and makes another one', async () => {
    const proxy = await startTcpProxy({ port: redis().port });
    closing.push(() => proxy.stop());
    const hub = openHub({ url: proxy.through(redis().url), resyncBetween: [100, 150] });
    await hub.ready(5000);
    const heard = vi.fn();
    hub.onDocument('counter', 'a', heard);
    hub.onResync(() => {});
    proxy.blackHole();
    const client = openClient();
    await publish(client, noticeOf('a', 1));
    proxy.open();
    await until('a notice over another connection', () => {
      publish(client, noticeOf('a', 2)).catch(() => {});
      return heard.mock.calls.length > 0;
    });
    expect(heard.mock.calls[0]?.[0]).toMatchObject({ version: 2 });
  }, 30_000);

  it('is not ready while Redis is away, and says so in time', async () => {
    const proxy = await startTcpProxy({ port: redis().port });
    closing.push(() => proxy.stop());
    proxy.refuse();
    const hub = openHub({ url: proxy.through(redis().url) });
    const start = performance.now();
    await expect(hub.ready(100)).rejects.toMatchObject({ code: 'READ_MODEL_UNAVAILABLE' });
    expect(performance.now() - start).toBeLessThan(2000);
    const ready = hub.ready(10_000);
    proxy.open();
    await ready;
  });

  it('tells those who wait for it when it is closed', async () => {
    const hub = openHub({ url: 'redis://127.0.0.1:1' });
    const ready = expect(hub.ready(60_000)).rejects.toMatchObject({ code: 'READ_MODEL_UNAVAILABLE' });
    hub.close();
    await ready;
  });

  it('takes a burst of 10,000 notices', async () => {
    const hub = openHub();
    await hub.ready(5000);
    const client = openClient();
    let last = 0;
    let count = 0;
    hub.onDocument('counter', 'a', ({ version }) => {
      expect(version).toBeGreaterThan(last);
      last = version;
      count += 1;
    });
    const burst = client.pipeline();
    for (let version = 1; version <= 10_000; version += 1) {
      const notice = noticeOf('a', version);
      burst.publish(keys.notices(notice), JSON.stringify(notice));
    }
    const start = performance.now();
    await burst.exec();
    await until('the last notice', () => last === 10_000);
    expect(count).toBe(10_000);
    console.log(`10,000 notices in ${Math.round(performance.now() - start)} ms`);
  });
});
