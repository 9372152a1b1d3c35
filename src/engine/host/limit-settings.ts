// Settings of limits: how much each caller may ask for.
import type { Rate } from '../graphql/callers/token-buckets.ts';
import { whole } from './setting-values.ts';

export const LIMIT_SETTINGS = {
  TRUSTED_PROXIES: whole(0, 10, 0),
  RATE_LIMIT_COST_PER_SECOND: whole(0, 1_000_000_000, 50_000),
  RATE_LIMIT_BURST: whole(1, 1_000_000_000, 500_000),
};

export interface CallerSettings {
  /** Proxies in front, of which each adds the address that it saw to `X-Forwarded-For`. */
  readonly trustedProxies: number;
  /** What each caller may ask for, as cost; undefined: as much as it likes. */
  readonly rateLimit: Rate | undefined;
}

interface CallerEnvironment {
  readonly TRUSTED_PROXIES: number;
  readonly RATE_LIMIT_COST_PER_SECOND: number;
  readonly RATE_LIMIT_BURST: number;
}

export function callerSettingsOf(env: CallerEnvironment): CallerSettings {
  const { RATE_LIMIT_COST_PER_SECOND: perSecond, RATE_LIMIT_BURST: burst } = env;
  return {
    trustedProxies: env.TRUSTED_PROXIES,
    rateLimit: perSecond === 0 ? undefined : Object.freeze({ perSecond, burst }),
  };
}
