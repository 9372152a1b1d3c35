// An API that asks for tokens, beside a shop that does not, and the headers of its callers.
import { SignJWT } from 'jose';
import { modules as shopModules } from '../../src/app/modules.ts';
import { shop as system } from '../../src/app/system.ts';
import type { Module } from '../../src/engine/definitions/module.ts';
import type { RunningApi } from '../../src/engine/host/roles.ts';
import { loadSettings, requireServers } from '../../src/engine/host/settings.ts';
import { silentLogger, type Logger } from '../../src/engine/model/logger.ts';
import { startApi } from './roles.ts';
import type { ShopServers } from './shop.ts';

const SECRET = 'a secret of at least thirty-two bytes';

interface GuardedOptions {
  /** Those of the shop if omitted. */
  readonly modules?: readonly Module[];
  readonly environment?: 'test' | 'production';
  readonly logger?: Logger;
}

/** The caller closes it. */
export const startGuardedApi = (
  { databaseUrl, redisUrl }: ShopServers,
  { modules = shopModules, environment = 'test', logger = silentLogger }: GuardedOptions = {},
): Promise<RunningApi> =>
  startApi({
    settings: requireServers(
      loadSettings({
        ...{ NODE_ENV: environment, PORT: '0', DATABASE_URL: databaseUrl, REDIS_URL: redisUrl },
        AUTH_JWT_SECRET: SECRET,
      }),
    ),
    ...{ modules, caller: system.caller, logger },
  });

/** @param claims beside `sub`; undefined for a stranger. @param exp in seconds since 1970. */
export async function headersOf(
  claims: Readonly<Record<string, unknown>> | undefined,
  exp = Date.now() / 1000 + 600,
): Promise<Readonly<Record<string, string>>> {
  if (claims === undefined) return {};
  const token = new SignJWT({ sub: 'ada', exp: Math.floor(exp), ...claims });
  const signed = await token.setProtectedHeader({ alg: 'HS256' }).sign(new TextEncoder().encode(SECRET));
  return { authorization: `Bearer ${signed}` };
}
