// The scene of a fault test: servers, an API in this process whose services clients use, and the verdict.
import { afterEach, expect } from 'vitest';
import { loadSettings, requireServers } from '../../src/engine/host/settings.ts';
import type { RunningApi } from '../../src/engine/host/roles.ts';
import { silentLogger, type Logger } from '../../src/engine/model/logger.ts';
import { observedModules, observedProjections } from './observed-modules.ts';
import { judge, untilCaughtUp, type Verdict } from './oracle/judge.ts';
import type { Attempt } from './oracle/ledger.ts';
import { sized } from './proof.ts';
import type { ShopServers } from './shop.ts';
import { startApi } from './roles.ts';

/** For a whole test, in milliseconds; it takes a small part of that where nobody else is at work. */
export const PATIENCE_MS = sized(300_000, 1_800_000);

/** How long the read models may take to catch up when a fault is over and nothing is written any more, if nobody else is at work. */
export const CATCH_UP_WITHIN_MS = sized(60_000, 30_000);

export type StartObservedApi = (servers: ShopServers, logger?: Logger) => Promise<RunningApi>;

/** To be called at the top of a file or `describe`: those that are started are closed after each test. */
export function withObservedApis(): StartObservedApi {
  const started: RunningApi[] = [];
  afterEach(async () => {
    await Promise.all(started.splice(0).map((api) => api.close(1000)));
  });
  return async (servers, logger = silentLogger) => {
    const api = await startApi({ settings: settingsOf(servers), modules: observedModules, logger });
    started.push(api);
    return api;
  };
}

export function settingsOf({ databaseUrl, redisUrl, readModelRedisUrl }: ShopServers) {
  return requireServers(
    loadSettings({
      NODE_ENV: 'test',
      PORT: '0',
      DATABASE_URL: databaseUrl,
      REDIS_URL: redisUrl,
      READ_MODEL_REDIS_URL: readModelRedisUrl ?? redisUrl,
    }),
  );
}

export const sceneOf = ({ databaseUrl, redisUrl, readModelRedisUrl }: ShopServers) => ({
  databaseUrl,
  redisUrl: readModelRedisUrl ?? redisUrl,
  projections: observedProjections,
});

/** Waits until all lanes have caught up, and fails if anything is not as it should be. */
export async function expectAllWell(
  servers: ShopServers,
  attempts: readonly Attempt[],
): Promise<Verdict & { readonly catchUpMs: number }> {
  const scene = sceneOf(servers);
  const catchUpMs = await untilCaughtUp(scene, CATCH_UP_WITHIN_MS);
  const verdict = await judge(scene, attempts);
  expect(verdict.faults.slice(0, 20)).toEqual([]);
  return { ...verdict, catchUpMs };
}
