// The role `api`: it accepts commands and answers reads and subscriptions.
import {
  connectRedis,
  createCommandBus,
  createDocumentReader,
  createDoorbell,
  createEventReader,
  createEventStore,
  createNoticeHub,
  createLaneHealth,
  createProvenReader,
  createListService,
  createQueuePulse,
  createRankings,
  createRankingSubscriptions,
  createReadService,
  createSearchService,
  createSubscriptionService,
  createTableDocumentReader,
  documentReaderByStore,
  type EvictionWatch,
  type NoticeHub,
  type Probe,
  type Services,
} from '../engine/runtime.ts';
import type { StoreKeys } from '../engine/model/store-keys.ts';
import type { Module } from '../engine/definitions/module.ts';
import { createAuthenticator } from './authenticate.ts';
import { graphiqlOptions } from './graphiql-tabs.ts';
import type { AdditionalRoute } from './http-routes.ts';
import { laneCounter, lanesOf, projectionsOf, ringingLanes, shapesOf } from './lanes.ts';
import { openStore, type OpenStore } from './open-store.ts';
import { ownDocuments } from './own-keys.ts';
import { readinessOf } from './readiness.ts';
import type { Running } from './running.ts';
import { schemaOf } from './schema.ts';
import { createApiServer } from './server.ts';
import { watchServers, type RoleOptions } from './start-worker.ts';

export interface RunningApi extends Running {
  /** Where it listens: `http://localhost:4000`. */
  readonly url: string;
  /** For those who are in the same process, such as the seed of the demo shop. */
  readonly services: Services;
}

interface ApiOptions extends RoleOptions {
  /** Beside those that every API has. */
  readonly routes?: readonly AdditionalRoute[] | undefined;
}

export async function startApi(options: ApiOptions): Promise<RunningApi> {
  const { config, modules, logger, routes } = options;
  // What is wrong with the modules is told before anything is opened.
  const schema = schemaOf(modules);
  const eviction = await watchServers(options);
  const store = await openStore({ ...options, applicationName: 'slipstream-api' }, eviction);
  const authenticator = createAuthenticator(config.auth, logger);
  const pipeline = joinPipeline(options, {
    eviction,
    served: store,
    probes: probesOf(store, authenticator?.probes),
  });
  const server = createApiServer({
    config,
    schema,
    services: pipeline.services,
    logger,
    routes,
    ready: pipeline.ready,
    authenticate: authenticator?.authenticate,
    graphiql: config.environment === 'production' ? undefined : graphiqlOptions,
  });
  const close = async (deadlineMs: number): Promise<void> => {
    // Streams are cut without a farewell, so that their clients connect again elsewhere; then nothing is left to follow.
    const closed = server.close(deadlineMs);
    pipeline.endSubscriptions();
    await closed;
    authenticator?.close();
    await pipeline.close();
    eviction.close();
    await store.close();
  };
  try {
    await server.start();
  } catch (error) {
    await close(0);
    throw error;
  }
  return { url: server.url, services: pipeline.services, close };
}

interface Watched {
  readonly eviction: EvictionWatch;
  readonly served: OpenStore;
  readonly probes: readonly Probe[];
}

const probesOf = ({ mayRead }: OpenStore, others: readonly Probe[] = []): readonly Probe[] => [
  { name: 'store', isVital: true, check: mayRead },
  ...others,
];

/** Everything between the server and the stores. */
function joinPipeline({ config, modules, logger }: RoleOptions, { eviction, served, probes }: Watched) {
  const { keys } = served;
  const projections = projectionsOf(modules);
  const lanes = lanesOf(projections);
  const events = modules.flatMap((module) => module.events);
  const database = { databaseUrl: config.databaseUrl, applicationName: 'slipstream-api', logger };
  const store = createEventStore({ ...database, events, poolSize: config.pool.commands });
  const reader = createEventReader({ ...database, events, poolSize: config.pool.projections });
  const redis = connectRedis({ url: config.readModelRedisUrl, role: 'api' });
  const doorbell = createDoorbell({ redisUrl: config.redisUrl, keys, lanes: ringingLanes(modules), logger });
  const deciders = modules.flatMap((module) => module.deciders);
  const commands = createCommandBus({ store, deciders, projections, doorbell, logger });
  const inRedis = ownDocuments(createDocumentReader({ redis, keys, ...shapesOf(projections) }), served);
  const inTables = createTableDocumentReader({
    ...{ ...database, poolSize: config.pool.projections, lanesOf: laneCounter(projections) },
    inline: projections.filter(({ inline }) => inline),
  });
  const stored = documentReaderByStore(projections, { redis: inRedis, postgres: inTables });
  const documents = createProvenReader({ documents: stored, events: reader, projections, logger });
  const notices = createNoticeHub({ url: config.readModelRedisUrl, keys, lanes, logger });
  const watched = { ...reader, onRenewed: served.onRenewed };
  const reading = { documents, notices, events: watched, projections, logger };
  const subscriptions = createSubscriptionService(reading);
  const rankingSubscriptions = createRankingSubscriptions({ ...reading, ranked: inRedis });
  return {
    services: {
      ...{ commands, subscriptions, rankingSubscriptions },
      reads: createReadService(reading),
      lists: createListService({ ...reading, lists: inRedis }),
      rankings: createRankings({ ...reading, ranked: inRedis }),
      searches: createSearchService({ ...reading, searches: inTables }),
    },
    ready: readinessOf({
      ...{ reader, documents: stored, projections, eviction },
      ...lagging({ modules, redis, keys, notices }, probes),
    }),
    endSubscriptions: () => [subscriptions, rankingSubscriptions].forEach((each) => each.close()),
    close: async () => {
      await commands.close();
      await doorbell.close();
      notices.close();
      redis.disconnect();
      await Promise.all([store.close(), reader.close(), inTables.close()]);
    },
  };
}

interface Lagging {
  readonly modules: readonly Module[];
  readonly redis: ReturnType<typeof connectRedis>;
  readonly keys: StoreKeys;
  readonly notices: NoticeHub;
}

/** What readiness says beside the stores: whether notices arrive, whether workers hear the queue, which lanes stand. */
function lagging({ modules, redis, keys, notices }: Lagging, others: readonly Probe[]) {
  const health = createLaneHealth({ redis, keys, owner: '' });
  const { check } = createQueuePulse({ redis, keys });
  return {
    probes: [
      { name: 'notices', isVital: false, check: notices.check },
      { name: 'queue', isVital: false, check },
      ...others,
    ],
    lanes: () => health.troubles(ringingLanes(modules)),
  };
}
