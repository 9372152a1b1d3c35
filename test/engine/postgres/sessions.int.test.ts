// Whatever server, database and role have as their defaults: our sessions have what the append rests on.
import pg from 'pg';
import { afterEach, describe, expect, test } from 'vitest';
import { createEventStore } from '../../../src/engine/flow/accept/event-store/create-event-store.ts';
import { checkDatabase } from '../../../src/engine/postgres/check-database.ts';
import { openDatabase, type Database } from '../../../src/engine/postgres/database.ts';
import { sql } from '../../../src/engine/postgres/sql.ts';
import { accepted, opened } from '../../support/appends.ts';
import { testEvents } from '../../support/counter-domain.ts';
import { withDatabase } from '../../support/servers.ts';

const database = withDatabase();

async function run(...statements: readonly string[]): Promise<void> {
  const client = new pg.Client({ connectionString: database().url });
  await client.connect();
  try {
    await client.query('SET default_transaction_read_only = off');
    for (const statement of statements) await client.query(statement);
  } finally {
    await client.end();
  }
}

const name = (): string => `"${new URL(database().url).pathname.slice(1)}"`;
const byDefault = (setting: string, value: string) =>
  run(`ALTER DATABASE ${name()} SET ${setting} = ${value}`);

afterEach(() => run(`ALTER DATABASE ${name()} RESET ALL`));

/** Two processes that append to streams of their own at the same time. */
async function appendTogether(prefix: string): Promise<readonly string[]> {
  const stores = [1, 2].map(() => createEventStore({ databaseUrl: database().url, events: testEvents }));
  const appends = stores.flatMap((store, of) =>
    Array.from({ length: 30 }, async (_, index) => {
      const [outcome] = await store.append([
        accepted([[`counter/${prefix}-${of}-${index}`, 0, opened('n')]]),
      ]);
      return outcome?.kind ?? 'none';
    }),
  );
  const kinds = await Promise.allSettled(appends);
  await Promise.all(stores.map((store) => store.close()));
  return [...new Set(kinds.map((each) => (each.status === 'fulfilled' ? each.value : String(each.reason))))];
}

describe('under a default of', () => {
  test.each(['repeatable read', 'serializable'])('%s every append is accepted', async (level) => {
    await byDefault('default_transaction_isolation', `'${level}'`);
    expect(await appendTogether(level.replace(' ', '-'))).toEqual(['appended']);
    expect(await checkDatabase(database().url, { migrated: true })).toMatchObject({ faults: [] });
  });

  test('another time zone, no patience and policies for rows a session has its own', async () => {
    for (const [setting, value] of [
      ['TimeZone', "'Asia/Kathmandu'"],
      ['statement_timeout', "'200ms'"],
      ['lock_timeout', "'100ms'"],
      ['DateStyle', "'SQL, DMY'"],
      ['row_security', 'on'],
      ['jit', 'on'],
    ] as const) {
      await byDefault(setting, value);
    }
    await withOpen(database().url, async (opened) => {
      const settings = ['TimeZone', 'statement_timeout', 'lock_timeout', 'DateStyle', 'row_security', 'jit'];
      const [row] = await opened.query<Record<string, string>>(
        sql`SELECT ${settings}::TEXT[] AS names, ARRAY(SELECT current_setting(n) FROM unnest(${settings}::TEXT[]) n) AS values`,
      );
      expect(row?.['values']).toEqual(['UTC', '2s', '0', 'ISO, MDY', 'off', 'off']);
    });
  });
});

async function withOpen(databaseUrl: string, use: (opened: Database) => Promise<void>): Promise<void> {
  const opened = openDatabase({ databaseUrl, statementTimeoutMs: 2000, poolSize: 1 });
  try {
    await use(opened);
  } finally {
    await opened.close();
  }
}

describe('a statement that hangs', () => {
  test('is given up by the server first, so that it surely had no effect', async () => {
    const impatient = openDatabase({ databaseUrl: database().url, statementTimeoutMs: 200, poolSize: 1 });
    await expect(impatient.query(sql`SELECT pg_sleep(5)::TEXT`)).rejects.toMatchObject({
      code: 'STORE_UNAVAILABLE',
      details: { applied: false },
    });
    await impatient.close();
  });
});

describe('a check of the database', () => {
  const faults = async (url = database().url) =>
    (await checkDatabase(url, { migrated: true })).faults.map(({ text }) => text);

  test('finds one that takes no writes', async () => {
    await byDefault('default_transaction_read_only', 'on');
    expect(await faults()).toEqual([expect.stringContaining('default_transaction_read_only = off')]);
  });

  test('finds defaults that a pooler would leave as they are, and says what is lost with it', async () => {
    await byDefault('default_transaction_isolation', "'serializable'");
    await byDefault('jit', 'on');
    const { faults: found, warnings } = await checkDatabase(`${database().url}?pgbouncer=true`, {
      migrated: true,
    });
    expect(found.map(({ text }) => text)).toEqual([
      expect.stringContaining('default_transaction_isolation is serializable'),
    ]);
    expect(warnings.map(({ text }) => text).join(' ')).toMatch(/pgbouncer=true.*SET jit = off/);
    expect(await faults(`${database().url}?pgbouncer=true&schema=other`)).toEqual(
      expect.arrayContaining([expect.stringContaining('SET search_path = other')]),
    );
  });

  test('warns of a promise that is weakened', async () => {
    await byDefault('synchronous_commit', 'off');
    const { warnings } = await checkDatabase(database().url, { migrated: true });
    expect(warnings.map(({ text }) => text).join(' ')).toMatch(/synchronous_commit is off.*acknowledged/);
  });

  test('finds a schema without our tables, and one that is not there', async () => {
    await run('CREATE SCHEMA empty');
    expect(await faults(`${database().url}?schema=empty`)).toEqual([
      expect.stringMatching(/no tables of ours in schema empty.*migrate/),
    ]);
    expect(await faults(`${database().url}?schema=nowhere`)).toEqual([
      expect.stringContaining('no schema nowhere'),
    ]);
  });
});
