// The revoked tokens of a store as an API asks for them, over a connection of its own.
import { createRevocations } from '../stores/redis/revocations.ts';
import { connectRedis } from '../stores/redis/connect-redis.ts';
import { watchRevocations, type Revocations } from './authentication/watch-revocations.ts';
import type { RoleOptions } from './roles.ts';

/** Undefined where nobody shows a token. */
export async function openRevocations({
  settings,
  logger,
  store,
}: RoleOptions): Promise<Revocations | undefined> {
  if (!settings.auth) return undefined;
  const redis = connectRedis({ url: settings.readModelRedisUrl, role: 'worker' });
  const watched = await watchRevocations(createRevocations({ redis, keys: store.keys }), logger);
  return {
    ...watched,
    close: () => {
      watched.close();
      redis.disconnect();
    },
  };
}
