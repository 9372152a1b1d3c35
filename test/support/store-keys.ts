// Names in Redis of the stores of tests: databases copied from the migrated one are all called the same.
import { Client } from 'pg';
import { storeKeys } from '../../src/engine/model/store-keys.ts';

export const TEST_STORE = 'test';

export const keys = storeKeys(TEST_STORE);

export async function nameStore(databaseUrl: string, name: string): Promise<void> {
  const client = new Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    await client.query('UPDATE "Store" SET "name" = $1', [name]);
  } finally {
    await client.end();
  }
}
