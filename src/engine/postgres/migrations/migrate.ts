// The migration of a database to the state of prisma/migrations, with Prisma's own engine, so that `prisma migrate`
// agrees.
import { setTimeout as sleep } from 'node:timers/promises';
import { Client, escapeIdentifier, Pool } from 'pg';
import { readDatabaseUrl, type DatabaseAddress } from '../database-url.ts';
import { onConnect, setUpSession } from '../session.ts';
import { grantRights } from './grant-rights.ts';
import { migrationAdapter } from './migration-adapter.ts';
import { MIGRATIONS, readMigrations } from './migration-files.ts';
import { createSchemaEngine, type MigrationList } from './schema-engine.ts';

export interface MigrateOptions {
  readonly log?: (line: string) => void;
  readonly folder?: string;
  /** Of the server: granted what it needs. As it is if omitted. */
  readonly serverRole?: string | undefined;
}

export class MigrationFailed extends Error {
  readonly code = 'MIGRATION_FAILED';
}

// Any number will do that nothing else locks. The engine's own lock (72707369) gives up after ten seconds.
const LOCK = '7270736954177';

// A migration may take its time; what waits for a lock or a peer that has vanished is another matter.
const LIMITS = { statementTimeoutMs: 0, setUpTimeoutMs: 10_000 };
const CONNECT_MS = 10_000;

/**
 * Applies what is missing, each migration whole or not at all; several processes may do so at the same time. A schema
 * that the address names is made where it is missing.
 */
export async function migrate(
  databaseUrl: string,
  { log = () => undefined, folder = MIGRATIONS, serverRole }: MigrateOptions = {},
): Promise<{ readonly applied: readonly string[] }> {
  const migrations = await readMigrations(folder);
  const address = readDatabaseUrl(databaseUrl);
  if (address.pooled) throw throughPooler();
  const turn = new Client({
    connectionString: address.connectionString,
    application_name: 'slipstream-migrate',
    connectionTimeoutMillis: CONNECT_MS,
  });
  turn.on('error', () => undefined);
  await turn.connect();
  try {
    await setUpSession(turn, address, LIMITS);
    await waitForTurn(turn, log);
    await provideSchema(turn, address);
    const applied = await apply(address, migrations);
    for (const name of applied) log(`Applied migration ${name}`);
    if (serverRole !== undefined) await grantRights(turn, serverRole);
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

/** The schema that the tables go to. */
async function provideSchema(client: Client, { schema }: DatabaseAddress): Promise<void> {
  if (schema !== undefined) {
    const { rowCount } = await client.query('SELECT FROM pg_namespace WHERE nspname = $1', [schema]);
    if (rowCount === 0) await client.query(`CREATE SCHEMA ${escapeIdentifier(schema)}`);
    return;
  }
  const { rows } = await client.query<{ schema: string | null; path: string }>(
    `SELECT current_schema() AS schema, current_setting('search_path') AS path`,
  );
  const [found] = rows;
  if (found?.schema === null) {
    throw new MigrationFailed(
      `DATABASE_URL: no schema of the search_path (${found.path}) is there: make it, or name it by ?schema=.`,
    );
  }
}

const throughPooler = (): MigrationFailed =>
  new MigrationFailed(
    'DATABASE_URL says pgbouncer=true, and a migration needs a session of its own: name the server itself to migrate.',
  );

async function apply(address: DatabaseAddress, migrationsList: MigrationList): Promise<readonly string[]> {
  // One connection only: the engine takes a lock that belongs to a session.
  const pool = new Pool({
    connectionString: address.connectionString,
    max: 1,
    connectionTimeoutMillis: CONNECT_MS,
    onConnect: onConnect(address, LIMITS),
  });
  pool.on('error', () => undefined);
  let failed: { readonly name: string; readonly cause: unknown } | undefined;
  const schema = await schemaOf(pool);
  const adapter = migrationAdapter({ pool, schema }, (script, cause) => {
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

/** Where names without a schema go. */
async function schemaOf(pool: Pool): Promise<string> {
  const { rows } = await pool.query<{ schema: string }>('SELECT current_schema() AS schema');
  return rows[0]?.schema ?? 'public';
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
