import { AsyncLocalStorage } from 'node:async_hooks';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Client } from 'pg';
import { beforeEach, expect, inject, test, vi } from 'vitest';
import { createDatabase, dropDatabase } from '../../../../src/dev/local/database.ts';
import { migrate, MigrationFailed } from '../../../../src/engine/postgres/migrations/migrate.ts';
import { readMigrations } from '../../../../src/engine/postgres/migrations/migration-files.ts';
import { freshDatabase, ownFolder } from '../../../support/servers.ts';

let url: string;
let folder: string;

beforeEach(async () => {
  const name = `migrated_${Date.now()}`;
  url = await createDatabase(inject('servers').postgresUrl, name);
  folder = ownFolder('migrations');
  mkdirSync(folder);
  writeFileSync(join(folder, 'migration_lock.toml'), 'provider = "postgresql"\n');
  return () => dropDatabase(inject('servers').postgresUrl, name);
});

function add(name: string, sql: string): void {
  mkdirSync(join(folder, name), { recursive: true });
  writeFileSync(join(folder, name, 'migration.sql'), sql);
}

async function query(sql: string, database = url): Promise<readonly unknown[]> {
  const client = new Client({ connectionString: database });
  await client.connect();
  try {
    const { rows } = await client.query<Record<string, unknown>>({ text: sql });
    return rows.map((row) => Object.values(row)[0]);
  } finally {
    await client.end();
  }
}

// Semicolons in all the places where cutting there would be wrong.
const AWKWARD = `
  -- a comment; with a semicolon
  CREATE TABLE "A" (t text DEFAULT ';');
  CREATE FUNCTION f() RETURNS int LANGUAGE plpgsql AS $$ BEGIN PERFORM 1; RETURN 2; END $$;`;

test('migrations are applied once and in order, and leave the table that Prisma expects', async () => {
  add('20260102000000_second', 'CREATE TABLE "B" AS SELECT f() AS f;');
  add('20260101000000_first', AWKWARD);
  const lines: string[] = [];
  const { applied } = await migrate(url, { folder, log: (line) => lines.push(line) });
  expect(applied).toEqual(['20260101000000_first', '20260102000000_second']);
  expect(lines).toEqual(applied.map((name) => `Applied migration ${name}`));
  expect(await query('SELECT f FROM "B"')).toEqual([2]);

  expect(await migrate(url, { folder })).toEqual({ applied: [] });
  const rows = `SELECT migration_name FROM _prisma_migrations
    WHERE finished_at IS NOT NULL AND applied_steps_count = 1 AND length(checksum) = 64 ORDER BY started_at`;
  expect(await query(rows)).toEqual(applied);
});

test('of several processes at once one applies them and the others wait', async () => {
  add('20260101000000_slow', 'SELECT pg_sleep(0.5); CREATE TABLE "A" ();');
  const lines: string[] = [];
  const log = (line: string): void => void lines.push(line);
  const runs = await Promise.all([1, 2, 3].map(() => migrate(url, { folder, log })));
  expect(runs.flatMap(({ applied }) => applied)).toEqual(['20260101000000_slow']);
  expect(lines.filter((line) => line.includes('waiting'))).toHaveLength(2);
});

test('a failed migration is named, leaves nothing behind, and can be corrected', async () => {
  add('20260101000000_good', 'CREATE TABLE "A" ();');
  add('20260102000000_bad', 'CREATE TABLE "B" (); SELECT nonsense;');
  for (const _ of [1, 2]) {
    const failure = await migrate(url, { folder }).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(MigrationFailed);
    expect(failure).toMatchObject({
      code: 'MIGRATION_FAILED',
      message: expect.stringMatching(/20260102000000_bad failed.*column "nonsense" does not exist \(42703\)/),
    });
  }
  expect(await query(`SELECT tablename FROM pg_tables WHERE tablename IN ('A', 'B')`)).toEqual(['A']);
  add('20260102000000_bad', 'CREATE TABLE "B" ();');
  expect(await migrate(url, { folder })).toEqual({ applied: ['20260102000000_bad'] });
});

test('a run that was interrupted is not guessed about', async () => {
  add('20260101000000_first', 'CREATE TABLE "A" ();');
  await migrate(url, { folder });
  await query('UPDATE _prisma_migrations SET finished_at = NULL');
  await expect(migrate(url, { folder })).rejects.toThrow(/20260101000000_first[^]*rolled_back_at/);
});

test('a folder without migrations is an error, not an empty success', async () => {
  await expect(migrate(url, { folder })).rejects.toThrow('no migrations');
  rmSync(folder, { recursive: true });
  await expect(migrate(url, { folder })).rejects.toThrow('ENOENT');
});

test('no timer is left that keeps the process', async () => {
  add('20260101000000_first', 'CREATE TABLE "A" (t text);');
  // Files share a process: what others have left to run out starts timers as well, which are not the migration's.
  const migrating = new AsyncLocalStorage<boolean>();
  const own: boolean[] = [];
  const { setTimeout: start } = globalThis;
  const started = vi.spyOn(globalThis, 'setTimeout').mockImplementation((...timer) => {
    own.push(migrating.getStore() === true);
    return start(...timer);
  });
  const cleared = vi.spyOn(globalThis, 'clearTimeout');
  try {
    await migrating.run(true, () => migrate(url, { folder }));
    const ended = new Set<unknown>(cleared.mock.calls.map(([timer]) => timer));
    const left = started.mock.results.flatMap(({ type, value }, index) =>
      own[index] && type === 'return' && value.hasRef() && !ended.has(value)
        ? [started.mock.calls[index]?.[1]]
        : [],
    );
    expect(own.filter((isOwn) => isOwn).length).toBeGreaterThan(10);
    expect(left.filter((ms = 0) => ms > 1000)).toEqual([]);
  } finally {
    started.mockRestore();
    cleared.mockRestore();
  }
});

test('those of this project are in every test database already', async () => {
  const { migrationDirectories } = await readMigrations('prisma/migrations');
  const database = await freshDatabase();
  const names = await query('SELECT migration_name FROM _prisma_migrations ORDER BY 1', database.url);
  expect(names).toEqual(migrationDirectories.map(({ path }) => path));
  expect(await migrate(database.url)).toEqual({ applied: [] });
  await database.drop();
});
