// A connection of its own to look at a database with, for a few seconds at most.
import { Client } from 'pg';
import { readDatabaseUrl } from './database-url.ts';
import { setUpSession } from './session.ts';

const WITHIN_MS = 5000;

/** Rejects if the database is away, or does not answer in time. */
export async function lookAtDatabase<Seen>(
  databaseUrl: string,
  look: (client: Client) => Promise<Seen>,
): Promise<Seen> {
  const address = readDatabaseUrl(databaseUrl);
  const client = new Client({
    connectionString: address.connectionString,
    connectionTimeoutMillis: WITHIN_MS,
    query_timeout: WITHIN_MS,
    application_name: 'slipstream-check',
  });
  client.on('error', () => undefined);
  try {
    await client.connect();
    await setUpSession(client, address, { statementTimeoutMs: WITHIN_MS, setUpTimeoutMs: WITHIN_MS });
    return await look(client);
  } finally {
    await client.end().catch(() => undefined);
  }
}
