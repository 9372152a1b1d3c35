// The operators' service of a running shop, as the command line opens it.
import { defineSystem } from '../../src/engine/definitions/define-system.ts';
import type { PayloadsShown } from '../../src/engine/model/operations-records.ts';
import { silentLogger } from '../../src/engine/model/logger.ts';
import { storeKeys } from '../../src/engine/model/store-keys.ts';
import { openOperations, type OpenOperations } from '../../src/engine/operations/open-operations.ts';
import { loadSettings, requireServers } from '../../src/engine/host/settings.ts';
import { modules as allModules } from '../../src/app/modules.ts';
import type { Module } from '../../src/engine/definitions/module.ts';
import { withClient } from './oracle/read-table-lanes.ts';
import type { ShopServers } from './shop.ts';

/** The caller closes it. */
export async function openShopOperations(
  { databaseUrl, redisUrl }: ShopServers,
  payloads: PayloadsShown = 'shown',
  modules: readonly Module[] = allModules,
): Promise<OpenOperations> {
  const settings = requireServers(
    loadSettings({
      NODE_ENV: 'test',
      DATABASE_URL: databaseUrl,
      REDIS_URL: redisUrl,
      OPERATIONS_PAYLOADS: payloads,
    }),
  );
  const name = await withClient(databaseUrl, async (client) => {
    const { rows } = await client.query<{ name: string }>('SELECT "name" FROM "Store"');
    return rows[0]?.name ?? '';
  });
  const options = { settings, keys: storeKeys(name), logger: silentLogger, applicationName: 'test' };
  return openOperations(defineSystem('test', modules), options);
}
