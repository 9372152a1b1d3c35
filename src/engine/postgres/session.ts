// The settings of our sessions. They are set when a connection is made, whatever server, database or role have as
// their defaults; a pooler that hands out sessions by transaction would lose them, so there the defaults must do.
import type { ClientBase } from 'pg';
import type { DatabaseAddress } from './database-url.ts';

export interface SessionLimits {
  /** The server gives up a statement after this time, and what it held is free again; 0 sets no limit. */
  readonly statementTimeoutMs: number;
  /** How long setting the session up may take. */
  readonly setUpTimeoutMs: number;
}

/** Those the server does not know yet are left out. */
const SET_UP = `
  SELECT count(set_config(s.name, v.value, false))
  FROM unnest($1::TEXT[], $2::TEXT[]) AS v (name, value)
  JOIN pg_catalog.pg_settings s ON lower(s.name) = lower(v.name)`;

/** For a pool, which waits for it, though its types do not say so. */
export const onConnect =
  (address: DatabaseAddress, limits: SessionLimits) =>
  (client: ClientBase): unknown =>
    setUpSession(client, address, limits);

/** To be called with each new connection, before anything else is done on it. */
export async function setUpSession(
  client: ClientBase,
  { schema, pooled }: Pick<DatabaseAddress, 'schema' | 'pooled'>,
  limits: SessionLimits,
): Promise<void> {
  if (pooled) return;
  const settings = Object.entries({
    ...REQUIRED,
    ...(schema === undefined ? {} : { search_path: quoted(schema) }),
    statement_timeout: `${limits.statementTimeoutMs}ms`,
    // Ends what waits for the rest of a message that was cut off, with all it holds (PostgreSQL 17).
    transaction_timeout: `${limits.statementTimeoutMs && limits.statementTimeoutMs + 1000}ms`,
  });
  const values = [settings.map(([name]) => name), settings.map(([, value]) => value)];
  // The driver takes a timeout for one query, which its types do not know.
  const query = { text: SET_UP, values, query_timeout: limits.setUpTimeoutMs };
  await client.query(query);
}

const REQUIRED = {
  // Each statement of the append sees what was committed while it waited for the head row.
  default_transaction_isolation: 'read committed',
  default_transaction_deferrable: 'off',
  // Rows that a policy hides would be missed without a word; so it is an error.
  row_security: 'off',
  lock_timeout: '0',
  // Our statements are short. Tables of one row, which nobody analyzes, look large to the planner: compiling took 250 ms a second.
  jit: 'off',
  TimeZone: 'UTC',
  DateStyle: 'ISO, MDY',
  standard_conforming_strings: 'on',
  bytea_output: 'hex',
  // A statement whose client has gone is given up, and so is a session whose peer has vanished (PostgreSQL 14).
  client_connection_check_interval: '2s',
  tcp_keepalives_idle: '10',
  tcp_keepalives_interval: '5',
  tcp_keepalives_count: '3',
};

/** As an identifier of SQL. */
export const quoted = (name: string): string => `"${name.replaceAll('"', '""')}"`;
