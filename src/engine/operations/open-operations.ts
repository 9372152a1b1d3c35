// The operators' service of a process, over connections of its own: few, and apart from those that serve clients.
import type { System } from '../definitions/define-system.ts';
import { createStoreBrowser } from '../flow/accept/event-store/create-store-browser.ts';
import type { ServedSettings } from '../host/settings.ts';
import type { Logger } from '../model/logger.ts';
import type { OperationsService } from '../model/operations-service.ts';
import { distance, nextPosition } from '../model/position.ts';
import type { StoreKeys } from '../model/store-keys.ts';
import { documentReaderByStore } from '../stores/by-store.ts';
import { createTableDocumentReader } from '../stores/postgres/document-reader.ts';
import { connectRedis } from '../stores/redis/connect-redis.ts';
import { createDocumentReader } from '../stores/redis/document-reader.ts';
import { createOperations, type OperationsParts } from './create-operations.ts';
import { openControl } from './open-control.ts';
import { notBuiltYet } from './not-built-yet.ts';

export interface OperationsOptions {
  readonly settings: ServedSettings;
  readonly keys: StoreKeys;
  readonly logger: Logger;
  readonly applicationName: string;
  /** Rejects while the keys in Redis are not this database's; nobody looks if omitted. */
  readonly mayWrite?: () => Promise<void>;
}

export type OpenOperations = OperationsService & { close(): Promise<void> };

export function openOperations(system: System, options: OperationsOptions): OpenOperations {
  const { settings, keys, logger, applicationName } = options;
  const { databaseUrl, readModelRedisUrl: url, operationsPayloads } = settings;
  const { projections, events: definitions } = system;
  const database = { databaseUrl, applicationName, logger };
  const events = createStoreBrowser({ ...database, events: definitions });
  const redis = connectRedis({ url, role: 'worker' });
  const lanesOf = (name: string): number => system.projection(name)?.lanes ?? 1;
  const keepsIds = (name: string): boolean => system.projection(name)?.keepsIds ?? false;
  const inline = projections.filter((projection) => projection.inline);
  const tables = createTableDocumentReader({ ...database, poolSize: 1, lanesOf, inline });
  const documents = documentReaderByStore(projections, {
    redis: createDocumentReader({ redis, keys, lanesOf, keepsIds }),
    postgres: tables,
  });
  const laneReport = laneReports(events);
  const control = openControl(system, options);
  return {
    ...createOperations({
      system,
      events,
      documents,
      laneReport,
      payloads: operationsPayloads,
      operated: { ...notBuiltYet, ...control },
      deadLetter: control.deadLetter,
    }),
    close: async () => {
      redis.disconnect();
      await Promise.all([events.close(), tables.close(), control.close()]);
    },
  };
}

function laneReports(events: OperationsParts['events']): OperationsParts['laneReport'] {
  return async (lane, checkpoint) => {
    const head = await events.head();
    const [waiting] = await events.readFrom(nextPosition(checkpoint), 1);
    const lagMs = waiting === undefined ? 0 : Math.max(0, Date.now() - Date.parse(waiting.recordedAt));
    const lagEvents = distance(checkpoint, head);
    const of = { state: 'LIVE', worker: undefined, trouble: undefined } as const;
    return { lane, position: checkpoint, lagEvents, lagMs, ...of };
  };
}
