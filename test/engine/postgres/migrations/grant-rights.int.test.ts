// The role of a server can do its work, and change nothing of what is recorded.
import { Client } from 'pg';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { createDatabase, dropDatabase } from '../../../../src/dev/local/database.ts';
import { createRuntime } from '../../../../src/engine/host/create-runtime.ts';
import { loadSettings } from '../../../../src/engine/host/settings.ts';
import { shop } from '../../../../src/app/system.ts';
import { asServer, SERVER_ROLE } from '../../../support/server-role.ts';
import { withDatabase } from '../../../support/servers.ts';

const database = withDatabase();
let server: Client;
beforeAll(async () => {
  server = new Client({ connectionString: database().serverUrl });
  await server.connect();
});
afterAll(() => server.end());

const REFUSED = '42501';

describe('a server', () => {
  test.each([
    ['change an event', `UPDATE "Event" SET "payload" = '{}'`],
    ['remove events', 'DELETE FROM "Event"'],
    ['empty the events', 'TRUNCATE "Event"'],
    ['change a command', `UPDATE "Command" SET "payload" = '{}'`],
    ['remove commands', 'DELETE FROM "Command"'],
    ['change a refused command', `UPDATE "RefusedCommand" SET "payload" = '{}'`],
    ['remove refused commands', 'DELETE FROM "RefusedCommand"'],
    ['remove what operators did', 'DELETE FROM "OperatorCommand"'],
    ['switch the trigger of events off', 'ALTER TABLE "Event" DISABLE TRIGGER "Event_append_only"'],
    ['switch all triggers off', 'ALTER TABLE "Command" DISABLE TRIGGER ALL'],
    ['drop that trigger', 'DROP TRIGGER "Event_append_only" ON "Event"'],
    [
      'replace what it runs',
      'CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN END $$',
    ],
    ['call itself a replica', `SET session_replication_role = 'replica'`],
    ['alter a table', 'ALTER TABLE "Event" ADD COLUMN "more" TEXT'],
    [
      'hang a trigger of its own on one',
      'CREATE TRIGGER mine BEFORE INSERT ON "Event" EXECUTE FUNCTION refuse_change()',
    ],
    ['drop one', 'DROP TABLE "Snapshot"'],
    ['say that it was migrated', 'DELETE FROM _prisma_migrations'],
  ])('may not %s', async (_what, statement) => {
    // A test that finds no table to refuse would prove nothing.
    await expect(server.query('SELECT FROM "Event"')).resolves.toBeDefined();
    await expect(server.query(statement)).rejects.toMatchObject({ code: REFUSED });
  });

  test('owns nothing, and may read and write every other table', async () => {
    const { rows } = await server.query<{ name: string; owns: boolean; may: boolean }>(
      `SELECT relname AS name, pg_has_role(relowner, 'USAGE') AS owns,
         has_table_privilege(oid, 'SELECT') AND has_table_privilege(oid, 'INSERT') AS may
       FROM pg_class WHERE relnamespace = current_schema()::regnamespace AND relkind IN ('r', 'p')`,
    );
    expect(rows.length).toBeGreaterThan(15);
    expect(rows.filter(({ owns }) => owns)).toEqual([]);
    expect(rows.filter(({ may }) => !may).map(({ name }) => name)).toEqual(['_prisma_migrations']);
  });
});

test('a migration as the owner grants the user of DATABASE_URL what it needs', async () => {
  const { postgresUrl } = inject('servers');
  const name = `granted_${Date.now()}`;
  const ownerUrl = await createDatabase(postgresUrl, name);
  const env = { DATABASE_URL: asServer(ownerUrl), DATABASE_OWNER_URL: ownerUrl };
  const mayRead = async (): Promise<boolean> => {
    const client = new Client({ connectionString: ownerUrl });
    await client.connect();
    const { rows } = await client.query<{ may: boolean }>(
      `SELECT has_table_privilege('${SERVER_ROLE}', '"Event"', 'SELECT, INSERT') AS may`,
    );
    await client.end();
    return rows[0]?.may === true;
  };
  try {
    const alone = createRuntime(shop, loadSettings({ DATABASE_URL: ownerUrl }));
    expect((await alone.migrate()).applied.length).toBeGreaterThan(0);
    expect(await mayRead()).toBe(false);
    const apart = createRuntime(shop, loadSettings(env));
    expect((await apart.migrate()).applied).toEqual([]);
    expect(await mayRead()).toBe(true);
  } finally {
    await dropDatabase(postgresUrl, name);
  }
});
