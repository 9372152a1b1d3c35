// Brings a database to the state of prisma/migrations, with Prisma's own engine, so that `prisma migrate` agrees.
import { setTimeout as sleep } from 'node:timers/promises';
import { Client, Pool } from 'pg';
import { migrationAdapter } from './migration-adapter.ts';
import { MIGRATIONS, readMigrations } from './migration-files.ts';
import { createSchemaEngine, type MigrationList } from './schema-engine.ts';

export interface MigrateOptions {
  readonly log?: (line: string) => void;
  readonly folder?: string;
}

export class MigrationFailed extends Error {
  readonly code = 'MIGRATION_FAILED';
}

// Any number will do that nothing else locks. The engine's own lock (72707369) gives up after ten seconds.
const LOCK = '7270736954177';

/** Applies what is missing, each migration whole or not at all; several processes may do so at the same time. */
export async function migrate(
  databaseUrl: string,
  { log = () => undefined, folder = MIGRATIONS }: MigrateOptions = {},
): Promise<{ readonly applied: readonly string[] }> {
  const migrations = await readMigrations(folder);
  const turn = new Client({ connectionString: databaseUrl, application_name: 'slipstream-migrate' });
  turn.on('error', () => undefined);
  await turn.connect();
  try {
    await waitForTurn(turn, log);
    const applied = await apply(databaseUrl, migrations);
    for (const name of applied) log(`Applied migration ${name}`);
    return { applied };
  } finally {
    await turn.end();
  }
}

async function waitForTurn(client: Client, log: (line: string) => void): Promise<void> {
  const tryLock = async (): Promise<boolean> => {
    const { rows } = await client.query<{ mine: boolean }>('SELECT pg_try_advisory_lock($1) AS mine', [LOCK]);
    return rows[0]?.mine === true;
  };
  if (await tryLock()) return;
  log('Another process is migrating this database; waiting for it');
  // Asking again and again, since a statement that waits would keep a snapshot for which building an index
  // concurrently waits in turn.
  while (!(await tryLock())) await sleep(100);
}

async function apply(databaseUrl: string, migrationsList: MigrationList): Promise<readonly string[]> {
  // One connection only: the engine takes a lock that belongs to a session.
  const pool = new Pool({ connectionString: databaseUrl, max: 1 });
  pool.on('error', () => undefined);
  let failed: { readonly name: string; readonly cause: unknown } | undefined;
  const adapter = migrationAdapter(pool, (script, cause) => {
    failed = { name: nameOf(migrationsList, script), cause };
  });
  try {
    const engine = await createSchemaEngine(adapter);
    try {
      const filters = { externalTables: [], externalEnums: [] };
      const { appliedMigrationNames } = await engine.applyMigrations({ migrationsList, filters });
      return appliedMigrationNames;
    } catch (error) {
      if (failed === undefined) throw refusedHistory(error);
      // The script was one transaction and left nothing behind; without this mark it could never be tried again.
      await engine.markMigrationRolledBack({ migrationName: failed.name }).catch(() => undefined);
      throw new MigrationFailed(
        `Migration ${failed.name} failed and changed nothing: ${databaseMessage(failed.cause)}`,
        { cause: failed.cause },
      );
    } finally {
      engine.free();
    }
  } finally {
    await pool.end();
  }
}

const nameOf = ({ migrationDirectories }: MigrationList, script: string): string =>
  migrationDirectories.find(
    ({ migrationFile }) => migrationFile.content.tag === 'ok' && migrationFile.content.value === script,
  )?.path ?? 'of unknown name';

function databaseMessage(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const { cause } = error;
  if (typeof cause !== 'object' || cause === null || !('originalMessage' in cause)) return error.message;
  const code = 'originalCode' in cause ? ` (${String(cause.originalCode)})` : '';
  return `${String(cause.originalMessage)}${code}`;
}

// P3009: a row in _prisma_migrations says "started" but neither "finished" nor "rolled back".
function refusedHistory(error: unknown): MigrationFailed {
  const message = error instanceof Error ? error.message : String(error);
  const interrupted = error instanceof Error && 'code' in error && error.code === 'P3009';
  const advice =
    'An earlier run was interrupted. If nothing of that migration is in the database, set rolled_back_at = now() in ' +
    'its row of _prisma_migrations; if all of it is, set finished_at = now(). Then run this again.';
  return new MigrationFailed(interrupted ? `${message}\n${advice}` : message, { cause: error });
}
