// The database to seed: the one that is named, the one `npm run dev` has running, or the same one started here.
import { loadSettings } from '../engine/host/settings.ts';
import { FolderInUse } from './local/claimed-folder.ts';
import { createDatabase } from './local/database.ts';
import { DEV_DATABASE, DEV_POSTGRES } from './local/dev-data.ts';
import { startPostgres } from './local/postgres.ts';
import { urlOfRunning } from './local/running-postgres.ts';

export interface ProvidedDatabase {
  readonly url: string;
  /** Stops what was started for it. */
  readonly close: () => Promise<void>;
}

const nothing = async (): Promise<void> => {};

export async function provideDatabase(say: (line: string) => void): Promise<ProvidedDatabase> {
  const { databaseUrl } = loadSettings();
  if (databaseUrl !== undefined) return { url: databaseUrl, close: nothing };
  const running = await urlOfRunning(DEV_POSTGRES);
  if (running !== undefined) {
    say('Using the PostgreSQL that is running on .data/postgres.');
    return { url: await createDatabase(running, DEV_DATABASE), close: nothing };
  }
  say('Starting PostgreSQL (data in .data/postgres) …');
  const postgres = await startPostgres({ dataDir: DEV_POSTGRES }).catch((error: unknown) => {
    if (error instanceof FolderInUse) return undefined;
    throw error;
  });
  // Another process was quicker to start it.
  if (!postgres) return provideDatabase(say);
  return { url: await createDatabase(postgres.url(), DEV_DATABASE), close: () => postgres.stop() };
}
