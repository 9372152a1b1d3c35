import { Redis } from 'ioredis';
import pg from 'pg';
import { connectRedis } from '../../../../src/engine/stores/redis/connect-redis.ts';
import { decodeNotice } from '../../../../src/engine/model/notice-text.ts';
import { createTableDocumentReader } from '../../../../src/engine/stores/postgres/document-reader.ts';
import { createTableLaneStore } from '../../../../src/engine/stores/postgres/lane-store.ts';
import type { LaneNotice } from '../../../../src/engine/model/notices.ts';
import { laneStoreContract } from '../../../contracts/lane-store.ts';
import { eventually } from '../../../support/eventually.ts';
import { emptyReadTables } from '../../../support/read-tables.ts';
import { withDatabase, withRedis } from '../../../support/servers.ts';
import { keys } from '../../../support/store-keys.ts';

const database = withDatabase();
const server = withRedis();

laneStoreContract(async () => {
  const databaseUrl = database().url;
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  await emptyReadTables(client);
  const redis = connectRedis({ url: server().url, role: 'worker' });
  const subscriber = new Redis(server().url);
  const notices: LaneNotice[] = [];
  await subscriber.subscribe(keys.notices({ projection: 'order', lane: 0 }));
  subscriber.on('message', (_channel, text) => {
    const notice = decodeNotice(text);
    if (notice) notices.push(notice);
  });
  const store = createTableLaneStore({ databaseUrl, redis, keys });
  const impatient = createTableDocumentReader({
    databaseUrl,
    lanesOf: (name) => (name === 'wide' ? 4 : 1),
  });
  // On a starved machine PostgreSQL may take longer than a reader waits.
  const reader: typeof impatient = {
    ...impatient,
    read: (asked) => eventually('a read', () => impatient.read(asked)),
  };
  return {
    store,
    reader,
    notices: async () => {
      // What was sent before a ping on the same connection has arrived with its answer.
      await redis.ping();
      await subscriber.ping();
      return notices;
    },
    flush: () => emptyReadTables(client),
    close: async () => {
      await Promise.all([store.close(), reader.close(), client.end()]);
      redis.disconnect();
      subscriber.disconnect();
    },
  };
});
