// Lanes that are held back try their event again.
import type { Lane } from '../model/lane.ts';
import { createLogger } from '../observability/logger.ts';
import { connectRedis } from '../stores/redis/connect-redis.ts';
import { createLaneHealth } from '../stores/redis/lane-health.ts';
import { openStore } from '../host/store/open-store.ts';
import type { ServedSettings } from '../host/settings.ts';

/** Those of the lanes that something was held against. Throws what opening the store throws. */
export async function resumeLanes(
  lanes: readonly Lane[],
  settings: ServedSettings,
): Promise<readonly Lane[]> {
  const logger = createLogger({ level: 'warn' });
  const options = { settings, logger, applicationName: 'slipstream-cli' };
  const store = await openStore(options, { close: () => {} });
  const redis = connectRedis({ url: settings.readModelRedisUrl, role: 'worker' });
  try {
    return await createLaneHealth({ redis, keys: store.keys, owner: 'operator' }).resume(lanes);
  } finally {
    redis.disconnect();
    await store.close();
  }
}
