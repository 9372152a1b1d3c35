// The read model in a real Redis, written as a worker writes it: one lane, live, whose every commit moves one position.
import { randomUUID } from 'node:crypto';
import type { Redis } from 'ioredis';
import { connectRedis } from '../../src/engine/stores/redis/connect-redis.ts';
import { createDocumentReader } from '../../src/engine/stores/redis/document-reader.ts';
import { createLaneStore } from '../../src/engine/stores/redis/lane-store.ts';
import { createNoticeHub, type NoticeHub } from '../../src/engine/flow/read/notices/notice-hub.ts';
import type {
  ChangedDocument,
  Checkpoint,
  DocumentReader,
  LaneStore,
} from '../../src/engine/model/documents.ts';
import type { Lane } from '../../src/engine/model/lane.ts';
import { silentLogger } from '../../src/engine/model/logger.ts';
import { FIRST_INCARNATION } from './memory-store.ts';
import { keys } from './store-keys.ts';

export interface RedisReadModel {
  readonly lane: Lane;
  readonly documents: DocumentReader;
  readonly hub: NoticeHub;
  readonly lanes: LaneStore;
  /** For commands of the test itself, on a connection of its own. */
  readonly redis: Redis;
  /** Writes the next version of each document and says so; the position. One at a time. */
  write(...ids: readonly string[]): Promise<number>;
  /** Fills a new generation with everything that was written, after Redis has lost it, and makes it live. */
  reopen(): Promise<void>;
  /** Of a document as it was written last. */
  version(id: string): number;
  close(): void;
}

const PROJECTION = 'counter';

/** @param addresses `url` for the worker and the test, `readUrl` for what a reader connects to. */
export async function openRedisReadModel(addresses: {
  readonly url: string;
  readonly readUrl?: string;
  readonly resyncBetween?: readonly [number, number];
}): Promise<RedisReadModel> {
  const { url, readUrl = url, resyncBetween } = addresses;
  const lane = { projection: PROJECTION, lane: 0 };
  const redis = connectRedis({ url, role: 'worker' });
  const reader = connectRedis({ url: readUrl, role: 'api' });
  const lanes = createLaneStore({ redis, keys });
  const hub = createNoticeHub({
    url: readUrl,
    keys,
    lanes: [lane],
    logger: silentLogger,
    ...(resyncBetween && { resyncBetween }),
  });
  let generation = '';
  const versions = new Map<string, number>();
  let position = 0;
  let fence: Checkpoint | null = null;

  const commit = async (ids: readonly string[]): Promise<number> => {
    position += 1;
    const checkpoint = checkpointAt(position);
    const documents = ids.map((id) => documentAt(id, (versions.get(id) ?? 0) + 1, position));
    const references = {
      references: [],
      index: [],
      search: [],
      projectedAt: new Date().toISOString(),
    };
    await lanes.commit({ lane, generation, expected: fence, checkpoint, documents, ...references });
    for (const { id, version } of documents) versions.set(id, version);
    fence = checkpoint;
    return position;
  };

  const open = async (): Promise<void> => {
    generation = `code.${randomUUID().slice(0, 8)}`;
    await lanes.openLive(lane, generation, null);
    await commit([...versions.keys()]);
    await lanes.goLive(lane, generation, generation);
  };

  await open();
  await Promise.all([hub.ready(5000), until(reader)]);
  return {
    lane,
    documents: createDocumentReader({ redis: reader, keys, lanesOf: () => 1 }),
    hub,
    lanes,
    redis,
    write: (...ids) => commit(ids),
    reopen: async () => {
      fence = null;
      await open();
    },
    version: (id) => versions.get(id) ?? 0,
    close: () => {
      hub.close();
      redis.disconnect();
      reader.disconnect();
    },
  };
}

function checkpointAt(position: number): Checkpoint {
  return {
    position: String(position),
    eventId: `event-${position}`,
    incarnation: FIRST_INCARNATION,
    batchId: randomUUID(),
    cursor: '',
  };
}

function documentAt(id: string, version: number, position: number): ChangedDocument {
  return {
    id,
    version,
    position: String(position),
    json: JSON.stringify({ count: version }),
    eventTypes: ['CounterIncremented'],
  };
}

async function until(redis: Redis): Promise<void> {
  if (redis.status !== 'ready') await new Promise((resolve) => redis.once('ready', resolve));
}
