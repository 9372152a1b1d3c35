// The database connection through which the schema engine works, with one repair of Prisma's own adapter.
import { PrismaPg } from '@prisma/adapter-pg';
import {
  bindMigrationAwareSqlAdapterFactory,
  type ErrorCapturingSqlMigrationAwareDriverAdapterFactory,
} from '@prisma/driver-adapter-utils';
import type { Pool } from 'pg';

/**
 * Prisma's adapter cuts a script at every semicolon, which breaks functions, and sends the pieces one by one, so that
 * a failure leaves half of them behind. Here a script is one simple query: one implicit transaction, all or nothing.
 */
export function migrationAdapter(
  { pool, schema }: { readonly pool: Pool; readonly schema: string },
  onScriptError: (script: string, error: unknown) => void,
): ErrorCapturingSqlMigrationAwareDriverAdapterFactory {
  const factory = new PrismaPg(pool, { schema });
  return bindMigrationAwareSqlAdapterFactory({
    provider: factory.provider,
    adapterName: factory.adapterName,
    connectToShadowDb: () => factory.connectToShadowDb(),
    connect: async () => {
      const adapter = await factory.connect();
      adapter.executeScript = async (script) => {
        try {
          await adapter.executeRaw({ sql: script, args: [], argTypes: [] });
        } catch (error) {
          onScriptError(script, error);
          throw error;
        }
      };
      return adapter;
    },
  });
}
