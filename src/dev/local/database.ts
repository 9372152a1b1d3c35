// Databases of a running PostgreSQL, made and removed; `url` is that of any database there with the rights to do so.
import { Client, DatabaseError, escapeIdentifier } from 'pg';

/** Makes an empty database and returns its url; one that is there already is left as it is. */
export async function createDatabase(url: string, name: string): Promise<string> {
  await run(url, `CREATE DATABASE ${quoted(name)}`).catch((error: unknown) => {
    // The second code: somebody else is making it at this moment.
    if (!(error instanceof DatabaseError && ['42P04', '23505'].includes(error.code ?? ''))) throw error;
  });
  return databaseUrl(url, name);
}

/** Makes a database as a copy of another one, to which nobody may be connected, and returns its url. */
export async function createFromTemplate(url: string, template: string, name: string): Promise<string> {
  await run(url, `CREATE DATABASE ${quoted(name)} TEMPLATE ${quoted(template)}`);
  return databaseUrl(url, name);
}

/** Removes a database and ends the sessions in it; does nothing when there is none of that name. */
export async function dropDatabase(url: string, name: string): Promise<void> {
  await run(url, `DROP DATABASE IF EXISTS ${quoted(name)} WITH (FORCE)`);
}

/** The same server, login and options, another database. */
export function databaseUrl(url: string, name: string): string {
  const other = new URL(url);
  other.pathname = `/${encodeURIComponent(name)}`;
  return other.href;
}

async function run(url: string, sql: string): Promise<void> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(sql);
  } finally {
    await client.end();
  }
}

const quoted = (name: string): string => escapeIdentifier(name);
