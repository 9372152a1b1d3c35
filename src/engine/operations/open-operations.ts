// The operators' service of a process, over connections of its own: few, and apart from those that serve clients.
import type { System } from '../definitions/define-system.ts';
import type { ServedSettings } from '../host/settings.ts';
import { openStore } from '../host/store/open-store.ts';
import { createLogger } from '../observability/logger.ts';
import type { LaneHealth } from '../model/lane-health.ts';
import type { SubscriptionReport } from '../model/operations-records.ts';
import type { OperationsService } from '../model/operations-service.ts';
import type { DeadLetterGroup, LagPoint } from '../model/operations.ts';
import { documentReaderByStore } from '../stores/by-store.ts';
import { createTableDocumentReader } from '../stores/postgres/document-reader.ts';
import type { StoreRedis } from '../stores/redis/connect-redis.ts';
import { createDocumentReader } from '../stores/redis/document-reader.ts';
import { createLaneHealth } from '../stores/redis/lane-health.ts';
import { createPresence } from '../stores/redis/presence.ts';
import { evictionFaults, redisServers } from '../stores/redis/watch-eviction.ts';
import { createOperations } from './create-operations.ts';
import { lagReader } from './lag.ts';
import { lookAtServers } from './look-at-servers.ts';
import { openConnections, type OperatorConnections } from './open-connections.ts';
import { openControl, type Control, type ControlOptions } from './open-control.ts';
import { statusReporter, type OperatedFacts, type ReportStatus } from './projections-report.ts';
import { wantsOf } from './wants.ts';

export interface OperationsOptions extends ControlOptions {
  /** What clients follow at this process; nothing in one that serves none. */
  readonly followed?: () => readonly SubscriptionReport[];
  /** What this process has seen of the lag of a projection; nothing if it does not look. */
  readonly lagHistory?: (projection: string) => readonly LagPoint[];
  /** What this process knows of the policies of its servers; looked up if omitted. */
  readonly evicting?: () => readonly string[];
}

export type OpenOperations = OperationsService & { close(): Promise<void> };

export function openOperations(system: System, options: OperationsOptions): OpenOperations {
  const { settings, keys, logger, applicationName, followed = () => [], lagHistory = () => [] } = options;
  const { databaseUrl, operationsPayloads: payloads } = settings;
  const database = { databaseUrl, applicationName, logger };
  const connections = openConnections(system, options);
  const { events, redis } = connections;
  const { documents, ...tables } = documentReaders(system, { redis, keys }, database);
  const control = openControl(system, options, connections);
  const health = createLaneHealth({ redis, keys, owner: 'operator' });
  const report = reportStatus(system, { redis, keys }, { events, control, health });
  const { deadLetter } = control;
  const evicting = options.evicting ?? (() => evictionFaults(redisServers(settings)));
  const wants = async () => {
    const [status, servers] = await Promise.all([report(), lookAtServers({ redis, keys }, evicting)]);
    return wantsOf({ ...status, ...servers }, settings);
  };
  const operated = { ...control, subscriptions: async () => followed(), lagHistory, wants };
  return {
    ...createOperations({ ...{ system, events, documents, report, payloads, operated, health }, deadLetter }),
    close: async () => {
      await Promise.all([tables.close(), control.close()]);
      await connections.close();
    },
  };
}

function documentReaders(
  { projection, projections }: System,
  at: StoreRedis,
  database: Pick<
    Parameters<typeof createTableDocumentReader>[0],
    'databaseUrl' | 'applicationName' | 'logger'
  >,
) {
  const lanesOf = (name: string): number => projection(name)?.lanes ?? 1;
  const keepsIds = (name: string): boolean => projection(name)?.keepsIds ?? false;
  const inline = projections.filter((each) => each.inline);
  const postgres = createTableDocumentReader({ ...database, poolSize: 1, lanesOf, inline });
  const redis = createDocumentReader({ ...at, lanesOf, keepsIds });
  return {
    documents: documentReaderByStore(projections, { redis, postgres }),
    close: () => postgres.close(),
  };
}

interface Measured {
  readonly events: OperatorConnections['events'];
  readonly control: Pick<Control, 'lanes' | 'deadLetterGroups' | 'rebuilds'>;
  readonly health: LaneHealth;
}

/** How many documents of each projection are parked, and since when. */
function parkedBy(groups: readonly DeadLetterGroup[]): OperatedFacts['parked'] {
  const parked = new Map<string, { readonly count: number; readonly oldestAt: string }>();
  for (const { projection, documents, oldestAt } of groups) {
    const known = parked.get(projection);
    const oldest = known && known.oldestAt < oldestAt ? known.oldestAt : oldestAt;
    parked.set(projection, { count: (known?.count ?? 0) + documents, oldestAt: oldest });
  }
  return parked;
}

/** Who asks while another one is told is told the same. */
function reportStatus(system: System, at: StoreRedis, { events, control, health }: Measured): ReportStatus {
  const { projections, reactions } = system;
  const { lanes } = control;
  const checkpoints = events.reactionCheckpoints;
  const report = statusReporter({
    ...{ system, store: lanes, checkpoints },
    measureLag: lagReader({ ...{ projections, reactions, lanes, checkpoints, events } }),
    health,
    presence: createPresence({ ...at, owner: 'operator' }),
    operated: async () => {
      const [groups, rebuilds] = await Promise.all([control.deadLetterGroups(), control.rebuilds()]);
      return {
        parked: parkedBy(groups),
        rebuilds: new Map(rebuilds.map((rebuild) => [rebuild.projection, rebuild])),
      };
    },
  });
  let underWay: ReturnType<ReportStatus> | undefined;
  const ended = (): void => {
    underWay = undefined;
  };
  return () => (underWay ??= report().finally(ended));
}

/** For a program that only looks. Throws what opening the store throws. */
export async function openOperationsAlone(system: System, settings: ServedSettings): Promise<OpenOperations> {
  const logger = createLogger({ level: 'warn' });
  const applicationName = 'slipstream-cli';
  const { keys, mayWrite, close } = await openStore(
    { settings, logger, applicationName },
    { close: () => {} },
  );
  const operations = openOperations(system, { settings, keys, mayWrite, logger, applicationName });
  return {
    ...operations,
    close: async () => {
      await operations.close();
      await close();
    },
  };
}
