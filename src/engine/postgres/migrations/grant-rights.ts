// The rights of the server's role, granted by the owner of the tables after each migration.
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import type { ClientBase } from 'pg';

const GRANTS = fileURLToPath(new URL('../../../../prisma/grants.sql', import.meta.url));

/** In the schema of the session. Does nothing if the role is the one of the session: an owner has all rights. */
export async function grantRights(client: ClientBase, role: string): Promise<void> {
  const { rows } = await client.query<{ isOwner: boolean }>('SELECT current_user = $1 AS "isOwner"', [role]);
  if (rows[0]?.isOwner === true) return;
  await client.query(`SELECT set_config('slipstream.server_role', $1, false)`, [role]);
  await client.query(await readFile(GRANTS, 'utf8'));
}
