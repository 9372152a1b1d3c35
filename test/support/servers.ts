// Real servers for integration tests (`*.int.test.ts`): a database of one's own in the shared PostgreSQL, a Redis of
// one's own, and for fault tests a PostgreSQL of one's own.
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, inject } from 'vitest';
import { createFromTemplate, dropDatabase } from '../../src/dev/local/database.ts';
import { startPostgres, type PostgresOptions, type RunningPostgres } from '../../src/dev/local/postgres.ts';
import { asServer } from './server-role.ts';
import { startRedis, type RedisOptions, type RunningRedis } from '../../src/dev/local/redis.ts';

export interface TestDatabase {
  /** Of its owner. */
  readonly url: string;
  /** Of the role of a server, which can't change what is recorded. */
  readonly serverUrl: string;
  readonly drop: () => Promise<void>;
}

type Scope = 'file' | 'test';

/** To be called at the top of a file or `describe`: a migrated, empty database for all of it, or for each test. */
export const withDatabase = (scope: Scope = 'file'): (() => TestDatabase) =>
  around(scope, freshDatabase, (database) => database.drop());

/** To be called at the top of a file or `describe`: an empty Redis for all of it, or for each test. */
export const withRedis = (options: Partial<RedisOptions> = {}, scope: Scope = 'file'): (() => RunningRedis) =>
  around(
    scope,
    () => ownRedis(options),
    (redis) => redis.stop(),
  );

/** A migrated, empty database; the caller drops it. */
export async function freshDatabase(): Promise<TestDatabase> {
  const { postgresUrl, template } = inject('servers');
  const name = `test_${randomBytes(6).toString('hex')}`;
  const url = await createFromTemplate(postgresUrl, template, name);
  return { url, serverUrl: asServer(url), drop: () => dropDatabase(postgresUrl, name) };
}

/** A Redis; the caller stops it. One that is killed is started again with the same `dataDir`. */
export const ownRedis = (options: Partial<RedisOptions> = {}): Promise<RunningRedis> =>
  startRedis({ dataDir: ownFolder('redis'), ...options });

/** A PostgreSQL without any database of ours; the caller stops it. Takes about a second. */
export const ownPostgres = (options: Partial<PostgresOptions> = {}): Promise<RunningPostgres> =>
  startPostgres({ dataDir: ownFolder('postgres'), durable: false, ...options });

/** The path of a folder, not yet made, that is removed at the end of the run. */
export const ownFolder = (name: string): string =>
  join(inject('servers').folder, `${name}-${randomBytes(6).toString('hex')}`);

function around<T>(scope: Scope, start: () => Promise<T>, stop: (value: T) => Promise<void>): () => T {
  let current: { readonly value: T } | undefined;
  const begin = async (): Promise<void> => {
    current = { value: await start() };
  };
  const end = async (): Promise<void> => {
    const last = current;
    current = undefined;
    if (last !== undefined) await stop(last.value);
  };
  (scope === 'file' ? beforeAll : beforeEach)(begin);
  (scope === 'file' ? afterAll : afterEach)(end);
  return () => {
    if (current === undefined) throw new Error('This server exists only while tests and hooks run.');
    return current.value;
  };
}
