// The check of a database before anything relies on it: whether it answers, and whether what we promise can be kept
// there.
import type { Client } from 'pg';
import { clockAhead } from '../async/clock-ahead.ts';
import { whyNotReached, type DatabaseFault } from './database-faults.ts';
import { readDatabaseUrl, type DatabaseAddress } from './database-url.ts';
import { lookAtDatabase } from './look-at-database.ts';

/** What a check is about: one thing each. */
export type DatabaseTopic =
  'server' | 'encoding' | 'isolation' | 'settings' | 'tables' | 'durability' | 'connections' | 'address';

/** What was found and the remedy. */
export interface DatabaseNote {
  readonly about: DatabaseTopic;
  readonly text: string;
}

export interface DatabaseCheck {
  readonly faults: readonly (DatabaseFault & DatabaseNote)[];
  /** What weakens a promise, or has no effect. */
  readonly warnings: readonly DatabaseNote[];
  /** Undefined if it is not reached. */
  readonly found?: FoundDatabase | undefined;
  /** How far its clock is ahead of this machine's, in milliseconds. */
  readonly aheadMs?: number;
  /** The name that was made with the database; undefined where there is none yet. */
  readonly storeName?: string | undefined;
}

export interface CheckOptions {
  /** Whether the tables have to be there. */
  readonly migrated: boolean;
  /** How many connections there may be. */
  readonly connections?: number | undefined;
}

const OLDEST = 130_000;

/** Texts name what was found and the remedy, and nothing secret. */
export async function checkDatabase(databaseUrl: string, options: CheckOptions): Promise<DatabaseCheck> {
  const address = readDatabaseUrl(databaseUrl);
  try {
    return await lookAtDatabase(databaseUrl, async (client) => {
      const { rows } = await client.query<FoundDatabase>(FIND);
      const [found] = rows;
      const faults = found ? faultsOf(found, { address, migrated: options.migrated }) : [];
      return {
        faults: faults.map((fault) => ({ ...fault, mayPass: false })),
        warnings: [
          ...address.notes.map((text) => ({ about: 'address', text }) as const),
          ...(found ? warningsOf(found, address, options) : []),
        ],
        found,
        aheadMs: await clockAhead(() => timeIn(client)),
        storeName: found?.hasStore === true ? await storeNameIn(client) : undefined,
      };
    });
  } catch (error) {
    return { faults: [{ about: 'server', ...whyNotReached(error, databaseUrl) }], warnings: [] };
  }
}

async function timeIn(client: Client): Promise<number> {
  const { rows } = await client.query<{ ms: number }>(
    'SELECT extract(epoch FROM clock_timestamp())::DOUBLE PRECISION * 1000 AS ms',
  );
  return rows[0]?.ms ?? Number.NaN;
}

async function storeNameIn(client: Client): Promise<string | undefined> {
  const { rows } = await client.query<{ name: string }>('SELECT "name" FROM "Store"');
  return rows[0]?.name;
}

export interface FoundDatabase {
  readonly version: number;
  readonly versionText: string;
  readonly standby: boolean;
  readonly encoding: string;
  readonly isolation: string;
  readonly readOnly: string;
  readonly timeout: string;
  readonly rowSecurity: string;
  readonly jit: string;
  readonly schema: string | null;
  readonly searchPath: string;
  readonly isMigrated: boolean;
  readonly hasStore: boolean;
  readonly mayWrite: boolean | null;
  /** Whether it may change or remove events, or switch off what keeps them: whoever owns the table may. */
  readonly mayRewrite: boolean | null;
  readonly synchronousCommit: string;
  readonly fsync: string;
  readonly fullPageWrites: string;
  readonly maxConnections: number;
  readonly isEncrypted: boolean;
  /** By a socket of this machine, or from the address that the server itself has. */
  readonly isHere: boolean;
}

const FIND = `
  SELECT current_setting('server_version_num')::INTEGER AS "version",
    current_setting('server_version') AS "versionText",
    pg_is_in_recovery() AS "standby",
    current_setting('server_encoding') AS "encoding",
    current_setting('transaction_isolation') AS "isolation",
    current_setting('default_transaction_read_only') AS "readOnly",
    current_setting('statement_timeout') AS "timeout",
    current_setting('row_security') AS "rowSecurity",
    current_setting('jit') AS "jit",
    current_schema() AS "schema",
    current_setting('search_path') AS "searchPath",
    to_regclass('"EventStoreHead"') IS NOT NULL AS "isMigrated",
    to_regclass('"Store"') IS NOT NULL AS "hasStore",
    has_table_privilege(to_regclass('"Event"'), 'SELECT')
      AND has_table_privilege(to_regclass('"Event"'), 'INSERT') AS "mayWrite",
    (SELECT pg_has_role(c.relowner, 'USAGE') OR has_table_privilege(c.oid, 'UPDATE, DELETE, TRUNCATE, TRIGGER')
      FROM pg_class c WHERE c.oid = to_regclass('"Event"')) AS "mayRewrite",
    current_setting('synchronous_commit') AS "synchronousCommit",
    current_setting('fsync') AS "fsync",
    current_setting('full_page_writes') AS "fullPageWrites",
    COALESCE((SELECT s.ssl FROM pg_stat_ssl s WHERE s.pid = pg_backend_pid()), FALSE) AS "isEncrypted",
    inet_client_addr() IS NOT DISTINCT FROM inet_server_addr() AS "isHere",
    current_setting('max_connections')::INTEGER - current_setting('superuser_reserved_connections')::INTEGER
      - COALESCE(current_setting('reserved_connections', true)::INTEGER, 0) AS "maxConnections"`;

function faultsOf(
  found: FoundDatabase,
  { address, migrated }: { readonly address: DatabaseAddress; readonly migrated: boolean },
): readonly DatabaseNote[] {
  const { schema, searchPath } = found;
  const faults: DatabaseNote[] = [];
  const fault = (about: DatabaseTopic, text: string): void => void faults.push({ about, text });
  if (found.version < OLDEST)
    fault('server', `this is PostgreSQL ${found.versionText}; it must be 13 or newer.`);
  if (found.standby) fault('server', 'this is a standby, which takes no writes: name its primary.');
  if (found.encoding !== 'UTF8')
    fault(
      'encoding',
      `this database keeps texts as ${found.encoding}, which can not hold all of them: make one with ENCODING 'UTF8'.`,
    );
  if (found.isolation !== 'read committed')
    fault('isolation', needs('default_transaction_isolation', found.isolation, "'read committed'"));
  if (found.readOnly === 'on') fault('settings', needs('default_transaction_read_only', 'on', 'off'));
  if (found.rowSecurity !== 'off' && !address.pooled)
    fault('settings', needs('row_security', found.rowSecurity, 'off'));
  if (address.pooled && address.schema !== undefined && schema !== address.schema) {
    fault(
      'tables',
      `schema=${address.schema} can not be set through a pooler (pgbouncer=true): ` +
        `ALTER ROLE <user> IN DATABASE <database> SET search_path = ${address.schema}, or name the server itself.`,
    );
  } else if (schema === null && migrated) {
    fault(
      'tables',
      address.schema === undefined
        ? `no schema of the search_path (${searchPath}) is there: make it, or name another by ?schema= or options=-c search_path=.`
        : `there is no schema ${address.schema}: npm run cli -- migrate makes it.`,
    );
  } else if (migrated && !found.isMigrated) {
    fault('tables', `there are no tables of ours in schema ${schema}: run npm run cli -- migrate first.`);
  } else if (migrated && found.mayWrite === false) {
    fault(
      'tables',
      'this user may not read and write the table "Event": GRANT it the rights, or name their owner.',
    );
  }
  return faults;
}

const needs = (setting: string, found: string, wanted: string): string =>
  `${setting} is ${found} here and can not be had otherwise: ALTER DATABASE <database> SET ${setting} = ${wanted}, ` +
  `and the same for the role if it has its own.`;

function warningsOf(
  found: FoundDatabase,
  { pooled }: DatabaseAddress,
  { connections = 0 }: CheckOptions,
): readonly DatabaseNote[] {
  const warnings: DatabaseNote[] = [];
  const warn = (about: DatabaseTopic, text: string): void => void warnings.push({ about, text });
  const { synchronousCommit, fsync, fullPageWrites, jit } = found;
  if (synchronousCommit === 'off')
    warn(
      'durability',
      'synchronous_commit is off: a crash of the server loses commands that were acknowledged.',
    );
  if (fsync === 'off' || fullPageWrites === 'off')
    warn('durability', 'fsync or full_page_writes is off: a crash of its machine may destroy the database.');
  // What a pooler takes is its own affair.
  if (connections > found.maxConnections && !pooled)
    warn(
      'connections',
      `the processes of this role may open ${connections} connections, and this server takes ${found.maxConnections} ` +
        'of all its users: run fewer PROCESSES, lower DATABASE_POOL_COMMANDS and DATABASE_POOL_PROJECTIONS, or raise ' +
        'max_connections.',
    );
  if (pooled)
    warn(
      'address',
      'pgbouncer=true: no setting of a session lasts, so the defaults of role and database hold; a statement that ' +
        'hangs is given up by us, and by the server only where its own statement_timeout says so.',
    );
  if (pooled && jit === 'on')
    warn(
      'settings',
      'jit is on here, and a pooler leaves it so: the server compiles statements that take less time than that. ' +
        'ALTER DATABASE <database> SET jit = off, and the same for the role if it has its own.',
    );
  return warnings;
}
