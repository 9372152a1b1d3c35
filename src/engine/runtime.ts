// #engine/runtime: the door for the composition root. Here the stages of the pipeline can be joined; they know each
// other only through the ports in model/.
export { checkModules } from './definitions/check-modules.ts';
export { createCommandBus } from './flow/accept/commands/create-command-bus.ts';
export { createEventReader, createEventStore } from './flow/accept/event-store/create-event-store.ts';
export { createStoreRecords } from './flow/accept/event-store/store-records.ts';
export { queueRights } from './flow/carry/doorbells/queue-rights.ts';
export { createDoorbell } from './flow/carry/doorbells/doorbell.ts';
export { removeOldQueue } from './flow/carry/workers/remove-old-queue.ts';
export { startWatchdog, type WatchdogOptions } from './flow/carry/watchdog/start-watchdog.ts';
export { startWorkers } from './flow/carry/workers/start-workers.ts';
export { createProjectors } from './flow/project/create-projectors.ts';
export { createEventPages } from './flow/project/projectors/event-pages.ts';
export { createReactions } from './flow/react/create-reactions.ts';
export { documentReaderByStore, laneStoreByStore } from './stores/by-store.ts';
export { checkRedis } from './stores/redis/check-redis.ts';
export { documentRights } from './stores/redis/document-rights.ts';
export { connectRedis } from './stores/redis/connect-redis.ts';
export { createOwnerRecords, HELD_FOR_MS, type OwnerRecords } from './stores/redis/owner-records.ts';
export { adoptOldKeys } from './stores/redis/adopt-old-keys.ts';
export { createDocumentReader } from './stores/redis/document-reader.ts';
export { createQueuePulse } from './stores/redis/queue-pulse.ts';
export { createLaneHealth, laneMarkKeys } from './stores/redis/lane-health.ts';
export { createLaneStore } from './stores/redis/lane-store.ts';
export { watchEviction, type EvictionWatch } from './stores/redis/watch-eviction.ts';
export { createNoticeHub, type NoticeHub } from './flow/read/notices/notice-hub.ts';
export { createListService } from './flow/read/queries/list-service.ts';
export { createRankings } from './flow/read/queries/rankings.ts';
export { createSearchService } from './flow/read/queries/search-service.ts';
export { createProvenReader } from './flow/read/queries/proven-reader.ts';
export { createReadService } from './flow/read/queries/read-service.ts';
export { createRankingSubscriptions } from './flow/read/subscriptions/ranking-subscriptions.ts';
export { createSubscriptionService } from './flow/read/subscriptions/subscription-service.ts';
export { createTableDocumentReader } from './stores/postgres/document-reader.ts';
export { createTableLaneStore } from './stores/postgres/lane-store.ts';
export {
  buildSchema,
  createGraphqlHandler,
  printSchemaText,
  refuseUpgrade,
  type Authenticate,
  type Caller,
  type GraphiqlOptions,
  type GraphqlHandler,
  type GraphqlHandlerOptions,
  type Services,
} from './graphql/index.ts';
export { errorText, scrubbed } from './observability/error-facts.ts';
export { createLogger } from './observability/logger.ts';
export type { Logger } from './model/logger.ts';
export type { DependencyState, Probe, ReadinessReport } from './model/readiness.ts';
export { checkDatabase } from './postgres/check-database.ts';
export { readDatabaseUrl, type DatabaseAddress } from './postgres/database-url.ts';
export { onConnect, setUpSession } from './postgres/session.ts';
