import { Redis } from 'ioredis';
import { connectRedis } from '../../../../src/engine/stores/redis/connect-redis.ts';
import { createDocumentReader } from '../../../../src/engine/stores/redis/document-reader.ts';
import { createLaneStore } from '../../../../src/engine/stores/redis/lane-store.ts';
import { decodeNotice } from '../../../../src/engine/model/notice-text.ts';
import type { LaneNotice } from '../../../../src/engine/model/notices.ts';
import { GENERATION, laneStoreContract, type LaneStoreUnderTest } from '../../../contracts/lane-store.ts';
import { rankingContract } from '../../../contracts/rankings.ts';
import { withRedis } from '../../../support/servers.ts';
import { keys } from '../../../support/store-keys.ts';

const server = withRedis();

const open = async (): Promise<LaneStoreUnderTest> => {
  const url = server().url;
  const redis = connectRedis({ url, role: 'worker' });
  const api = connectRedis({ url, role: 'api' });
  const subscriber = new Redis(url);
  const notices: LaneNotice[] = [];
  const channel = keys.notices({ projection: 'order', lane: 0 });
  await subscriber.subscribe(channel);
  subscriber.on('message', (_channel, text) => {
    const notice = decodeNotice(text);
    if (notice) notices.push(notice);
  });
  await redis.flushall();
  await api.ping().catch(() => new Promise((resolve) => api.once('ready', resolve)));
  const reader = createDocumentReader({
    redis: api,
    keys,
    lanesOf: (name) => (name === 'wide' ? 4 : 1),
    scoredOf: (name) =>
      name === 'ranked' ? ['best', 'worst'].map((each) => ({ name: each, index: `rank:${each}` })) : [],
  });
  return {
    store: createLaneStore({ redis, keys }),
    reader,
    indexes: reader,
    notices: async () => {
      // What was published before a ping on the same connection has arrived with its answer.
      await subscriber.ping();
      return notices;
    },
    flush: async () => {
      await redis.flushall();
    },
    lose: async (name) => {
      await redis.del(`slip:{test:order.0}:${GENERATION}:${name}`);
    },
    close: async () => {
      redis.disconnect();
      api.disconnect();
      subscriber.disconnect();
    },
  };
};

laneStoreContract(open, { indexes: true });
rankingContract(open);
