// Connections of operators, apart from those that serve clients: the event store to look through, and the documents' Redis.
import type { System } from '../definitions/define-system.ts';
import {
  createStoreBrowser,
  type OpenStoreBrowser,
} from '../flow/accept/event-store/create-store-browser.ts';
import type { ServedSettings } from '../host/settings.ts';
import type { Logger } from '../model/logger.ts';
import { connectRedis, type StoreRedis } from '../stores/redis/connect-redis.ts';

export interface OperatorConnections {
  readonly events: OpenStoreBrowser;
  readonly redis: StoreRedis['redis'];
  close(): Promise<void>;
}

interface Options {
  readonly settings: ServedSettings;
  readonly logger: Logger;
  readonly applicationName: string;
}

export function openConnections(
  { events }: Pick<System, 'events'>,
  { settings: { databaseUrl, dataKeys, readModelRedisUrl: url }, logger, applicationName }: Options,
): OperatorConnections {
  const browser = createStoreBrowser({ databaseUrl, dataKeys, applicationName, logger, events });
  const redis = connectRedis({ url, role: 'worker' });
  return {
    events: browser,
    redis,
    close: async () => {
      redis.disconnect();
      await browser.close();
    },
  };
}
