// The role that servers of tests run as: it may read and write, and owns nothing.
import { Client, escapeLiteral } from 'pg';

export const SERVER_ROLE = 'server';

/** With the password of the owner. */
export async function makeServerRole(ownerUrl: string): Promise<void> {
  const client = new Client({ connectionString: ownerUrl });
  await client.connect();
  const password = escapeLiteral(new URL(ownerUrl).password);
  await client.query(`CREATE ROLE ${SERVER_ROLE} LOGIN PASSWORD ${password}`);
  await client.end();
}

/** The same database as that role. */
export function asServer(ownerUrl: string): string {
  const url = new URL(ownerUrl);
  url.username = SERVER_ROLE;
  return url.href;
}
