// The role `api`: it accepts commands and answers reads and subscriptions.
import { badDefinition } from '../definitions/bad-definition.ts';
import type { System } from '../definitions/define-system.ts';
import { ranksOf } from '../definitions/document-index.ts';
import { unruledIn } from '../definitions/guarded-things.ts';
import type { Projection } from '../definitions/projection.ts';
import { admitting } from '../flow/accept/commands/admit-commands.ts';
import { createEventReader } from '../flow/accept/event-store/create-event-store.ts';
import { createNoticeHub, type NoticeHub } from '../flow/read/notices/notice-hub.ts';
import { fitReads } from '../flow/read/queries/fit-reads.ts';
import { gatherReads } from '../flow/read/queries/gather-reads.ts';
import { createProvenReader } from '../flow/read/queries/proven-reader.ts';
import { readDocuments } from '../shapes/document/read.ts';
import { subscribeToDocuments } from '../flow/read/subscriptions/subscribe.ts';
import { buildSchema } from '../graphql/schema/build-schema.ts';
import type { Services } from '../graphql/context.ts';
import { createSigner } from '../graphql/signer.ts';
import type { ScoredIndex } from '../model/documents.ts';
import type { Probe, ProjectionTrouble } from '../model/readiness.ts';
import type { StoreKeys } from '../model/store-keys.ts';
import { openShapes } from '../shapes/open.ts';
import { documentReaderByStore } from '../stores/by-store.ts';
import { lagHistory } from '../operations/lag-history.ts';
import { openOperations } from '../operations/open-operations.ts';
import { createTableDocumentReader } from '../stores/postgres/document-reader.ts';
import { connectRedis } from '../stores/redis/connect-redis.ts';
import { createDocumentReader } from '../stores/redis/document-reader.ts';
import { createLaneHealth } from '../stores/redis/lane-health.ts';
import { createQueuePulse } from '../stores/redis/queue-pulse.ts';
import { createAuthenticator } from './authentication/authenticate.ts';
import { openRevocations } from './open-revocations.ts';
import { consoleRoute } from './http/console-route.ts';
import { createApiServer } from './http/server.ts';
import { measuredServices } from './metrics/measured-services.ts';
import { observeApi } from './metrics/observe-api.ts';
import { sampleServing } from './metrics/sample-serving.ts';
import { openCommands } from './open-commands.ts';
import { openTrustedDocuments } from './open-trusted-documents.ts';
import type { ProcessStore } from './open-process.ts';
import { readinessOf } from './readiness.ts';
import type { ApiOptions, RoleOptions, RunningApi } from './roles.ts';
import { ownDocuments } from './store/own-keys.ts';
import { tracedReads } from './traces/traced-reads.ts';
import { tracedUpdates } from './traces/traced-updates.ts';

interface ApiStart {
  readonly tokenKeys: readonly string[];
  /** What it is started with; not called for a system that GraphQL can't show. */
  readonly open: () => Promise<RoleOptions>;
}

/**
 * Throws PORT_IN_USE, LISTEN_FAILED, BAD_DEFINITION.
 */
export async function startApi(
  system: System,
  { routes, graphiql = { title: system.name, tabs: [] } }: ApiOptions,
  { tokenKeys, open }: ApiStart,
): Promise<RunningApi> {
  const schema = buildSchema(system, createSigner(tokenKeys));
  const role = await open();
  requireRules(system, role);
  const { settings, logger, store } = role;
  const revocations = await openRevocations(role);
  const authenticator = createAuthenticator(settings.auth, logger, { said: system.caller, revocations });
  const pipeline = joinPipeline(role, probesOf(store, authenticator?.probes));
  const documents = openTrustedDocuments(role);
  const isOpen = settings.environment !== 'production' && settings.trustedDocuments !== 'only';
  const server = createApiServer({
    settings,
    schema,
    services: servedBy(pipeline.services, role),
    logger,
    routes: [consoleRoute(), ...(routes ?? [])],
    ready: pipeline.ready,
    metrics: pipeline.observed.answer,
    authenticate: authenticator?.authenticate,
    trusted: documents?.trusted,
    graphiql: isOpen ? graphiql : undefined,
    hidesSchema: settings.environment === 'production',
  });
  const close = async (deadlineMs: number): Promise<void> => {
    // Streams are cut without a farewell, so that their clients connect again elsewhere; then nothing is left to follow.
    const closed = server.close(deadlineMs);
    pipeline.endSubscriptions();
    await closed;
    authenticator?.close();
    revocations?.close();
    await Promise.all([pipeline.close(), documents?.close()]);
  };
  try {
    await server.start();
  } catch (error) {
    await close(0);
    throw error;
  }
  role.presence.plays('api');
  const { url, operationsUrl } = server;
  logger.info({ url, ...(operationsUrl === undefined ? {} : { operationsUrl }) }, 'API is listening');
  return { url, operationsUrl, services: pipeline.services, close };
}

/** What requests ask: measured, and traced where traces are made. */
function servedBy(services: Services, { metrics, traces }: RoleOptions): Services {
  const served = { ...measuredServices(services, metrics.reads), commands: admitting(services.commands) };
  if (traces === undefined) return served;
  return tracedReads({ ...served, subscriptions: tracedUpdates(services.subscriptions, traces) }, traces);
}

/** Throws BAD_DEFINITION in production, where everybody would be kept from what has no rule; elsewhere it is told. */
function requireRules(system: System, { settings, logger }: RoleOptions): void {
  const unruled = unruledIn(system);
  if (unruled.length === 0) return;
  const message = `Nobody has said who may use: ${unruled.join(', ')}. Say it by \`access\` where each is defined.`;
  if (settings.environment === 'production') throw badDefinition(message);
  logger.warn({ unruled }, 'Nobody has said who may use some of what there is; production will not start so');
}

const probesOf = ({ mayRead }: ProcessStore, others: readonly Probe[] = []): readonly Probe[] => [
  { name: 'store', isVital: true, check: mayRead },
  ...others,
];

const APPLICATION = 'slipstream-api';

/** Everything between the server and the stores. */
function joinPipeline(options: RoleOptions, probes: readonly Probe[]) {
  const { system, settings, logger, store: served, metrics, traces } = options;
  const { keys, eviction } = served;
  const { projections, lanes } = system;
  const opened = { settings, keys, logger, applicationName: APPLICATION, meter: metrics.commands, traces };
  const accepting = openCommands(system, opened);
  const { reader, redis, ...stores } = openReaders(options);
  const serving = sampleServing(reader, metrics);
  const heard = { url: settings.readModelRedisUrl, keys, lanes, logger, onHeard: serving.heard };
  const notices = createNoticeHub(heard);
  const events = { ...reader, onRenewed: served.onRenewed };
  const { documents, indexes, searches } = stores;
  const reading = { documents, notices, events, projections, logger, meter: metrics.reads };
  const subscriptions = subscribeToDocuments(reading);
  const shapes = openShapes({ ...reading, indexes, searches });
  [subscriptions, shapes].forEach(({ count }) => metrics.subscribers(count));
  const history = lagHistory();
  const observed = observeApi(options, {
    ...{ reader, inRedis: { redis, keys }, jobs: accepting.jobs, applicationName: APPLICATION },
    ...{ checkpoints: accepting.store.reactionCheckpoints, history },
  });
  const operations = openOperations(system, {
    ...opened,
    mayWrite: served.mayWrite,
    followed: () => subscriptions.followed(),
    lagHistory: (projection) => history.of(projection),
    evicting: () => eviction.faults(),
  });
  return {
    observed,
    services: {
      ...{ commands: accepting.bus, reads: readDocuments(reading), subscriptions },
      ...{ ...shapes.services, operations },
    },
    ready: readinessOf({
      ...{ reader, documents: stores.stored, projections, eviction },
      ...lagging(system, { redis, keys, notices, projections: observed.troubles }, probes),
    }),
    endSubscriptions: () => [subscriptions, shapes].forEach((each) => each.close()),
    close: async () => {
      await accepting.close();
      serving.close();
      notices.close();
      await Promise.all([observed.close(), operations.close()]);
      await stores.close();
    },
  };
}

/** Events, documents, indexes and searches, each where it is kept. */
function openReaders({ system, settings, logger, store: served }: RoleOptions) {
  const { projections, events } = system;
  const { databaseUrl, dataKeys, pool } = settings;
  const database = { databaseUrl, applicationName: APPLICATION, logger, poolSize: pool.projections };
  const known = knownOf(system);
  const reader = createEventReader({ ...database, dataKeys, events });
  const redis = connectRedis({ url: settings.readModelRedisUrl, role: 'api' });
  const { keys } = served;
  const inRedis = gatherReads(ownDocuments(createDocumentReader({ redis, keys, ...known }), served));
  const inline = projections.filter((projection) => projection.inline);
  // One of its connections is left to the survey of lanes.
  const poolSize = Math.max(1, pool.projections - 1);
  const inTables = createTableDocumentReader({ ...database, poolSize, lanesOf: known.lanesOf, inline });
  const fit = fitReads(projections);
  const stored = fit.documents(documentReaderByStore(projections, { redis: inRedis, postgres: inTables }));
  return {
    ...{ reader, redis, stored },
    documents: createProvenReader({ documents: stored, events: reader, projections, logger }),
    indexes: fit.indexes(inRedis),
    searches: fit.searches(inTables),
    close: async () => {
      redis.disconnect();
      await Promise.all([reader.close(), inTables.close()]);
    },
  };
}

/** What a reader of documents has to know of a projection. */
function knownOf(system: System) {
  const of = (name: string): Projection => {
    const projection = system.projection(name);
    if (projection === undefined) throw new Error(`There is no projection ${name}.`);
    return projection;
  };
  // Asked with every read.
  const scored = new Map(system.projections.map(({ name, indexes }) => [name, ranksOf(indexes)]));
  return {
    lanesOf: (name: string): number => of(name).lanes,
    scoredOf: (name: string): readonly ScoredIndex[] => scored.get(name) ?? [],
    keepsIds: (name: string): boolean => of(name).keepsIds,
  };
}

interface Lagging {
  readonly redis: ReturnType<typeof connectRedis>;
  readonly keys: StoreKeys;
  readonly notices: NoticeHub;
  readonly projections: () => Promise<readonly ProjectionTrouble[]>;
}

/** What readiness says beside the stores: whether notices arrive, whether workers hear the queue, which lanes stand and which projections are in trouble. */
function lagging(
  { lanesToRing }: System,
  { redis, keys, notices, projections }: Lagging,
  others: readonly Probe[],
) {
  const health = createLaneHealth({ redis, keys, owner: '' });
  const { check } = createQueuePulse({ redis, keys });
  return {
    probes: [
      { name: 'notices', isVital: false, check: notices.check },
      { name: 'queue', isVital: false, check },
      ...others,
    ],
    troubles: { lanes: () => health.troubles(lanesToRing), projections },
  };
}
