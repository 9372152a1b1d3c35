// The check of servers at the start: what can't work is told by the name of its setting and with the remedy.
import { Redis } from 'ioredis';
import { afterEach, describe, expect, inject, test } from 'vitest';
import { checkServers, type NamedServers } from '../../../src/engine/host/check-servers.ts';
import { mostConnections } from '../../../src/engine/host/processes/most-connections.ts';
import { SettingsInvalid } from '../../../src/engine/host/settings.ts';
import { freePort } from '../../../src/dev/local/free-port.ts';
import type { RunningRedis } from '../../../src/dev/local/redis.ts';
import { ownFolder, ownRedis, withDatabase, withRedis } from '../../support/servers.ts';

const database = withDatabase();
const redis = withRedis();
const others: RunningRedis[] = [];
afterEach(async () => {
  await Promise.all(others.splice(0).map((other) => other.stop()));
});

async function faultsOf(servers: NamedServers): Promise<readonly string[]> {
  try {
    await checkServers(servers, { migrated: true, warn: () => {} });
  } catch (error) {
    if (error instanceof SettingsInvalid) return error.faults;
    throw error;
  }
  return [];
}

/** With a user of its own that has these rights and no others. */
async function asUser(name: string, ...rules: readonly string[]): Promise<string> {
  const client = new Redis(redis().url);
  await client.call('ACL', 'SETUSER', name, 'reset', 'on', `>${name}-secret`, ...rules);
  client.disconnect();
  const url = new URL(redis().url);
  url.username = name;
  url.password = `${name}-secret`;
  return url.href;
}

const other = (url: string, change: (url: URL) => void): string => {
  const changed = new URL(url);
  change(changed);
  return changed.href;
};

test('nothing is said of servers that do', async () => {
  const tenant = await asUser(
    'tenant',
    '~slip:*',
    '~{slip-bell:*',
    '&slip:*',
    '+@all',
    '-@admin',
    '-@dangerous',
    '+info',
  );
  expect(await faultsOf({ databaseUrl: database().url, redisUrl: redis().url })).toEqual([]);
  expect(await faultsOf({ redisUrl: tenant, readModelRedisUrl: redis().url })).toEqual([]);
  expect(await faultsOf({ redisUrl: tenant })).toEqual([]);
});

describe('a Redis user is refused', () => {
  test('without rights to channels, keys or commands, which are named', async () => {
    const silent = await asUser('silent', '~*', '+@all', 'resetchannels');
    const [channels] = await faultsOf({ redisUrl: redis().url, readModelRedisUrl: silent });
    expect(channels).toMatch(
      /^READ_MODEL_REDIS_URL: .*PUBLISH slip:notice.*SUBSCRIBE slip:notice.*ACL SETUSER/,
    );
    const keyless = await asUser('keyless', '~other:*', '&*', '+@all');
    expect(await faultsOf({ redisUrl: keyless })).toEqual([
      expect.stringMatching(/^REDIS_URL: .*HSET \{slip-bell:.* and \d+ more/),
    ]);
    const reading = await asUser('reading', '~*', '&*', '-@all', '+@read', '+@connection', '+info', '+hello');
    expect(await faultsOf({ redisUrl: reading })).toEqual([expect.stringContaining('HMSET')]);
  });

  test('with a wrong password or none, and no password is told', async () => {
    const wrong = other(redis().url, (url) => (url.password = 'wrong-secret'));
    const none = other(redis().url, (url) => (url.password = ''));
    const [first] = await faultsOf({ redisUrl: wrong });
    expect(first).toMatch(/^REDIS_URL: the Redis at 127\.0\.0\.1:\d+ does not take this user and password/);
    expect(first).not.toContain('wrong-secret');
    expect(await faultsOf({ redisUrl: none })).toEqual([expect.stringContaining('wants a password')]);
    const nowhere = other(redis().url, (url) => (url.pathname = '/99'));
    expect(await faultsOf({ redisUrl: nowhere })).toEqual([
      expect.stringContaining('does not have the database'),
    ]);
  });
});

test('a cluster, a replica and a server that is no Redis are refused', async () => {
  const cluster = await ownRedis({ settings: { 'cluster-enabled': 'yes' } });
  const replica = await ownRedis({
    settings: { replicaof: `127.0.0.1 ${redis().port}`, masterauth: new URL(redis().url).password },
  });
  others.push(cluster, replica);
  expect(await faultsOf({ redisUrl: cluster.url, readModelRedisUrl: replica.url })).toEqual([
    expect.stringMatching(/^REDIS_URL: this is a Redis Cluster, which is not supported yet/),
    expect.stringMatching(/^READ_MODEL_REDIS_URL: this is a replica/),
  ]);
  const postgres = other(database().url, (url) => (url.pathname = '')).replace('postgresql', 'redis');
  expect(await faultsOf({ redisUrl: postgres })).toEqual([
    expect.stringMatching(/^REDIS_URL: 127\.0\.0\.1:\d+/),
  ]);
});

test('servers that are not reached are named, each once', async () => {
  const port = await freePort();
  const { postgresUrl } = inject('servers');
  const faults = await faultsOf({
    databaseUrl: `postgresql://shop:pg-secret@127.0.0.1:${port}/shop`,
    redisUrl: `redis://:red-secret@127.0.0.1:${port}`,
    readModelRedisUrl: 'redis://no-such-host.invalid',
  });
  expect(faults).toEqual([
    expect.stringMatching(/^DATABASE_URL: nothing listens at 127\.0\.0\.1:\d+: start PostgreSQL/),
    expect.stringMatching(/^REDIS_URL: 127\.0\.0\.1:\d+ is not reached \(ECONNREFUSED\): nothing listens/),
    expect.stringMatching(/^READ_MODEL_REDIS_URL: no-such-host\.invalid:6379 is not reached/),
  ]);
  expect(faults.join(' ')).not.toContain('secret');
  const badLogin = other(postgresUrl, (url) => (url.password = 'wrong-secret'));
  const noDatabase = other(postgresUrl, (url) => (url.pathname = '/no_such_database'));
  const hostless = other(postgresUrl, (url) => (url.hostname = 'no-such-host.invalid'));
  const encrypted = `${database().url}?sslmode=require`;
  expect(await faultsOf({ databaseUrl: badLogin })).toEqual([
    expect.stringContaining('password of user postgres'),
  ]);
  expect(await faultsOf({ databaseUrl: noDatabase })).toEqual([
    expect.stringContaining('createdb no_such_database'),
  ]);
  expect(await faultsOf({ databaseUrl: hostless })).toEqual([
    expect.stringContaining('no-such-host.invalid'),
  ]);
  expect(await faultsOf({ databaseUrl: encrypted })).toEqual([expect.stringContaining('speaks no TLS')]);
});

test('a server that is still starting is waited for, with one line', async () => {
  const dataDir = ownFolder('redis');
  const before = await ownRedis({ dataDir });
  await before.stop();
  const lines: string[] = [];
  const options = { migrated: true, patienceMs: 20_000, warn: (line: string) => lines.push(line) };
  const checking = checkServers({ redisUrl: before.url }, options);
  others.push(await ownRedis({ dataDir, port: before.port }));
  await checking;
  expect(lines).toEqual([expect.stringContaining('Waiting up to 20 s: REDIS_URL: 127.0.0.1')]);
});

describe('connections', () => {
  const warningsOf = async (databaseUrl: string, connections: number): Promise<readonly string[]> => {
    const warnings: string[] = [];
    await checkServers({ databaseUrl }, { migrated: true, connections, warn: (text) => warnings.push(text) });
    return warnings.filter((text) => text.includes('connections'));
  };

  test('that the server does not take are told, with what to do', async () => {
    const [more, ...others] = await warningsOf(database().url, 1_000_000);
    expect(others).toEqual([]);
    expect(more).toMatch(
      /^DATABASE_URL: the processes of this role may open 1000000 connections, and this server takes \d+ .*PROCESSES.*max_connections/,
    );
    expect(await warningsOf(database().url, Number(/takes (\d+)/.exec(more ?? '')?.[1]))).toEqual([]);
    const pooled = other(database().url, (url) => url.searchParams.set('pgbouncer', 'true'));
    expect((await warningsOf(pooled, 1_000_000)).filter((text) => text.includes('1000000'))).toEqual([]);
  });

  test('of a role are those of all its pools', () => {
    const pool = { commands: 10, projections: 5 };
    const databaseUrl = database().url;
    expect(mostConnections('api', { processes: 4, pool, databaseUrl })).toBe(4 * 28);
    expect(mostConnections('all', { processes: 2, pool, databaseUrl })).toBe(2 * 49);
    const limited = other(databaseUrl, (url) => url.searchParams.set('connection_limit', '3'));
    expect(mostConnections('worker', { processes: 2, pool, databaseUrl: limited })).toBe(2 * 11);
  });
});
