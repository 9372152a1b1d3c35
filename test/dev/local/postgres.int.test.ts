import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { Client } from 'pg';
import { describe, expect, onTestFinished, test } from 'vitest';
import { FolderInUse } from '../../../src/dev/local/claimed-folder.ts';
import {
  createDatabase,
  createFromTemplate,
  databaseUrl,
  dropDatabase,
} from '../../../src/dev/local/database.ts';
import { startPostgres, type RunningPostgres } from '../../../src/dev/local/postgres.ts';
import { birthOf } from '../../../src/engine/host/process-identity.ts';
import { ownFolder, ownPostgres } from '../../support/servers.ts';

async function query(url: string, sql: string): Promise<readonly unknown[]> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    const { rows } = await client.query<Record<string, unknown>>({ text: sql });
    return rows.map((row) => Object.values(row)[0]);
  } finally {
    await client.end();
  }
}

const stopAtTheEnd = (postgres: RunningPostgres): RunningPostgres => {
  onTestFinished(() => postgres.stop());
  return postgres;
};

describe('an embedded PostgreSQL', () => {
  test('keeps data, port and password over a stop, below a folder that nobody else may enter', async () => {
    const dataDir = ownFolder('private');
    const first = await startPostgres({ dataDir });
    expect(statSync(dataDir).mode & 0o777).toBe(0o700);
    expect(statSync(join(dataDir, 'password')).mode & 0o777).toBe(0o600);
    const url = await createDatabase(first.url(), 'kept');
    await query(url, 'CREATE TABLE kept AS SELECT 1');
    expect(await query(url, 'SHOW fsync')).toEqual(['on']);
    await first.stop();
    expect(birthOf(first.pid)).toBeUndefined();

    const second = stopAtTheEnd(await startPostgres({ dataDir }));
    expect(second.url('kept')).toBe(first.url('kept'));
    expect(await query(url, 'SELECT * FROM kept')).toEqual([1]);
  });

  test('lets nobody in without the password, and only from this machine', async () => {
    const postgres = stopAtTheEnd(await ownPostgres());
    const wrong = new URL(postgres.url());
    wrong.password = 'guess';
    await expect(query(wrong.href, 'SELECT 1')).rejects.toThrow('password authentication failed');
    expect(await query(postgres.url(), 'SHOW listen_addresses')).toEqual(['127.0.0.1']);
    expect(await query(postgres.url(), 'SHOW unix_socket_directories')).toEqual(['']);
  });

  test('comes back after kill -9 on the same port, with what was committed', async () => {
    const dataDir = ownFolder('killed');
    const first = await startPostgres({ dataDir, settings: { max_connections: '20' } });
    await query(first.url(), 'CREATE TABLE kept AS SELECT 1');
    await first.kill('SIGKILL');
    await expect(query(first.url(), 'SELECT 1')).rejects.toThrow();
    const second = stopAtTheEnd(await startPostgres({ dataDir, port: first.port }));
    expect(await query(second.url(), 'SELECT * FROM kept')).toEqual([1]);
  });

  test('can be paused and resumed', async () => {
    const postgres = stopAtTheEnd(await ownPostgres());
    await postgres.kill('SIGSTOP');
    const answer = query(postgres.url(), 'SELECT 1');
    expect(await Promise.race([answer, new Promise((resolve) => setTimeout(resolve, 200, 'silent'))])).toBe(
      'silent',
    );
    await postgres.kill('SIGCONT');
    expect(await answer).toEqual([1]);
  });

  test('starts twice at the same time in two folders, but not in one', async () => {
    const [one, other] = await Promise.all([ownPostgres(), ownPostgres()]);
    stopAtTheEnd(one);
    stopAtTheEnd(other);
    expect(one.port).not.toBe(other.port);

    const dataDir = ownFolder('contested');
    const starts = await Promise.allSettled([startPostgres({ dataDir }), startPostgres({ dataDir })]);
    const started = starts.filter((start) => start.status === 'fulfilled').map(({ value }) => value);
    const refused = starts
      .filter((start) => start.status === 'rejected')
      .map(({ reason }): unknown => reason);
    started.forEach(stopAtTheEnd);
    expect(started).toHaveLength(1);
    expect(refused).toEqual([expect.any(FolderInUse)]);
  });

  test('says why it does not start, and leaves the folder to the next try', async () => {
    const dataDir = ownFolder('failing');
    const settings = { no_such_setting: '1' };
    await expect(startPostgres({ dataDir, settings })).rejects.toThrow(/did not start[^]*no_such_setting/);
    const busy = stopAtTheEnd(await ownPostgres());
    await expect(startPostgres({ dataDir, port: busy.port })).rejects.toThrow(
      /did not start[^]*could not bind/,
    );
    stopAtTheEnd(await startPostgres({ dataDir }));
    expect(existsSync(join(dataDir, 'cluster.new'))).toBe(false);
  });

  test('makes, copies and drops databases, whatever they are called', async () => {
    const postgres = stopAtTheEnd(await ownPostgres());
    const name = 'with "quotes" and ümlaut';
    const url = await createDatabase(postgres.url(), name);
    expect(await createDatabase(postgres.url(), name)).toBe(url);
    await query(url, 'CREATE TABLE marks AS SELECT 7');
    const copy = await createFromTemplate(postgres.url(), name, 'copy');
    expect(copy).toBe(databaseUrl(url, 'copy'));
    expect(await query(copy, 'SELECT * FROM marks')).toEqual([7]);
    await dropDatabase(postgres.url(), name);
    await dropDatabase(postgres.url(), name);
    await expect(query(url, 'SELECT 1')).rejects.toThrow('does not exist');
  });
});
