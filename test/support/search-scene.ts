// Products in a real Postgres, folded by a worker and asked through the search service, without a server.
import { connectRedis } from '../../src/engine/stores/redis/connect-redis.ts';
import { searchDocuments } from '../../src/engine/shapes/search/read.ts';
import { createTableDocumentReader } from '../../src/engine/stores/postgres/document-reader.ts';
import { createTableLaneStore } from '../../src/engine/stores/postgres/lane-store.ts';
import type { Projection } from '../../src/engine/definitions/projection.ts';
import type { SearchRequest } from '../../src/engine/model/services.ts';
import { never, worker } from './lane-harness.ts';
import type { DocumentReader } from '../../src/engine/model/documents.ts';
import { memoryEventReader } from './memory-event-reader.ts';
import { createMemoryReadModel } from './memory-read-model.ts';
import { keys } from './store-keys.ts';

interface Ranked {
  /** Of the same documents. */
  readonly projection: Projection;
  readonly documents: DocumentReader;
}

export function openSearch(
  servers: { databaseUrl: string; redisUrl: string },
  projection: Projection,
  ranked?: Ranked,
) {
  const { databaseUrl } = servers;
  const lane = { projection: projection.name, lane: 0 };
  const redis = connectRedis({ url: servers.redisUrl, role: 'worker' });
  const store = createTableLaneStore({ databaseUrl, redis, keys });
  const documents = createTableDocumentReader({ databaseUrl, lanesOf: () => 1 });
  const events = memoryEventReader();
  const { notices } = createMemoryReadModel([lane]);
  const service = searchDocuments({
    ...{ searches: documents, notices, events, documents: ranked?.documents ?? documents },
    projections: [projection, ...(ranked ? [ranked.projection] : [])],
  });
  const ask = (request: Partial<SearchRequest> = {}) =>
    service.search({
      ...{ readModel: projection.name, equal: {}, all: {}, first: 100, maxWaitMs: 0, ifBehind: 'ERROR' },
      ...request,
    });
  return {
    events,
    ask,
    /** Ids of what is found, the best first. */
    idsOf: async (request: Partial<SearchRequest> = {}) =>
      (await ask(request)).entries.map(({ document }) => document.id),
    catchUp: () => worker({ projection, reader: events, store }).turn(lane, never),
    rebuild: async (name: string) => {
      const generation = `${projection.foldId}.${name}`;
      await store.openNext(lane, generation, null);
      await worker({ projection, reader: events, store }).fill(lane, never);
      return (await store.state(lane)).live?.id === generation;
    },
    close: async () => {
      await Promise.all([store.close(), documents.close()]);
      redis.disconnect();
    },
  };
}
