// The storefront as `npm run dev` serves it, over a shop of the tests: built once, on an API that can be stopped and
// started again at the same address.
import { join } from 'node:path';
import { build } from 'vite';
import { loadSettings, requireServers } from '../../src/engine/host/settings.ts';
import { freePort } from '../../src/dev/local/free-port.ts';
import { modules } from '../../src/app/modules.ts';
import type { RunningApi } from '../../src/engine/host/roles.ts';
import { startApi } from './roles.ts';
import { storefrontRoute } from '../../src/dev/storefront.ts';
import { silentLogger } from '../../src/engine/model/logger.ts';
import { ownFolder } from './servers.ts';
import type { Shop } from './shop.ts';

export interface Storefront {
  /** Of the page: `http://127.0.0.1:4000/storefront/`. */
  readonly url: string;
  stop(): Promise<void>;
  start(): Promise<void>;
}

let built: Promise<string> | undefined;

/** Where it was built to, once for a file: with the warnings of its libraries, which a build for production leaves out. */
export function buildStorefront(): Promise<string> {
  built ??= buildTo(ownFolder('storefront'));
  return built;
}

async function buildTo(folder: string): Promise<string> {
  await build({
    root: join(import.meta.dirname, '../../examples/storefront'),
    logLevel: 'warn',
    build: { outDir: folder },
  });
  return folder;
}

/** The caller stops it. */
export async function startStorefront(shop: Shop, folder: string): Promise<Storefront> {
  const port = await freePort();
  const settings = requireServers(
    loadSettings({
      NODE_ENV: 'test',
      PORT: String(port),
      DATABASE_URL: shop.databaseUrl,
      REDIS_URL: shop.redisUrl,
    }),
  );
  const routes = [storefrontRoute({ folder, projectorDelay: shop.projectorDelay })];
  let running: RunningApi | undefined;
  const start = async (): Promise<void> => {
    running = await startApi({ settings, modules, logger: silentLogger, routes });
  };
  await start();
  return {
    url: `http://127.0.0.1:${port}/storefront/`,
    start,
    stop: async () => {
      const last = running;
      running = undefined;
      await last?.close(1000);
    },
  };
}
