// Two schemas of one database are two stores.
import { Client } from 'pg';
import { expect, inject, test } from 'vitest';
import { createDatabase, dropDatabase } from '../../../../src/dev/local/database.ts';
import { migrate, MigrationFailed } from '../../../../src/engine/postgres/migrations/migrate.ts';
import { createEventStore } from '../../../../src/engine/flow/accept/event-store/create-event-store.ts';
import { accepted, opened } from '../../../support/appends.ts';
import { testEvents } from '../../../support/counter-domain.ts';

async function tablesBySchema(url: string): Promise<Record<string, number>> {
  const client = new Client({ connectionString: url });
  await client.connect();
  const { rows } = await client.query<{ schema: string; tables: number }>(
    `SELECT schemaname AS schema, count(*)::INTEGER AS tables FROM pg_tables
     WHERE schemaname !~ '^(pg_|information_schema)' GROUP BY 1`,
  );
  await client.end();
  return Object.fromEntries(rows.map(({ schema, tables }) => [schema, tables]));
}

test('each schema is migrated, and keeps a store of its own', async () => {
  const name = `schemas_${Date.now()}`;
  const { postgresUrl } = inject('servers');
  const url = await createDatabase(postgresUrl, name);
  const open = (databaseUrl: string) => createEventStore({ databaseUrl, events: testEvents });
  const tenantA = `${url}?schema=tenant_a`;
  const tenantB = `${url}?options=-c%20search_path%3Dtenant%20b`.replace('tenant%20b', 'tenant_b');
  try {
    expect((await migrate(tenantA)).applied.length).toBeGreaterThan(0);
    await expect(migrate(tenantB)).rejects.toThrow(MigrationFailed);
    const client = new Client({ connectionString: url });
    await client.connect();
    await client.query('CREATE SCHEMA tenant_b');
    await client.end();
    expect((await migrate(tenantB)).applied.length).toBeGreaterThan(0);
    expect((await migrate(tenantA)).applied).toEqual([]);
    const tables = await tablesBySchema(url);
    expect(Object.keys(tables).sort()).toEqual(['tenant_a', 'tenant_b']);
    expect(tables['tenant_a']).toBe(tables['tenant_b']);

    const [a, b] = [open(tenantA), open(tenantB)];
    const command = accepted([['counter/one', 0, opened('A')]]);
    expect(await a.append([command])).toMatchObject([{ kind: 'appended' }]);
    // It would be a repetition, or a conflict, in the same store.
    expect(await b.append([command])).toMatchObject([{ kind: 'appended' }]);
    expect(await a.append([accepted([['counter/two', 0, opened('A')]])])).toMatchObject([
      { kind: 'appended' },
    ]);
    expect([await a.head(), await b.head()]).toEqual(['2', '1']);
    expect(await a.incarnation()).not.toBe(await b.incarnation());
    await Promise.all([a.close(), b.close()]);

    await expect(migrate(`${tenantA}&pgbouncer=true`)).rejects.toThrow('name the server itself');
  } finally {
    await dropDatabase(postgresUrl, name);
  }
});
