// The set-up of a run of the integration tests: a throw-away PostgreSQL with a migrated database to copy from.
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { createDatabase } from '../../src/dev/local/database.ts';
import { startPostgres } from '../../src/dev/local/postgres.ts';
import { migrate } from '../../src/engine/postgres/migrations/migrate.ts';
import { makeServerRole, SERVER_ROLE } from './server-role.ts';
import { makeTemporaryRoot } from './temporary-root.ts';
import { nameStore, TEST_STORE } from './store-keys.ts';

declare module 'vitest' {
  export interface ProvidedContext {
    readonly servers: { readonly folder: string; readonly postgresUrl: string; readonly template: string };
  }
}

const TEMPLATE = 'template_slipstream';

export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const root = makeTemporaryRoot();
  const postgres = await startPostgres({ dataDir: join(root.folder, 'postgres'), durable: false });
  const teardown = async (): Promise<void> => {
    await postgres.stop();
    root.remove();
  };
  try {
    const url = await createDatabase(postgres.url(), TEMPLATE);
    await makeServerRole(url);
    await migrate(url, { serverRole: SERVER_ROLE });
    await nameStore(url, TEST_STORE);
  } catch (error) {
    await teardown();
    throw error;
  }
  project.provide('servers', { folder: root.folder, postgresUrl: postgres.url(), template: TEMPLATE });
  return teardown;
}
