// The examination of a running shop: each thing that is not as it should be is one finding, and the rest is still looked at.
import { Redis } from 'ioredis';
import pg from 'pg';
import { afterEach, expect, test } from 'vitest';
import { shop as system } from '../../../../src/app/system.ts';
import { examine } from '../../../../src/engine/host/doctor/examine.ts';
import type { Finding } from '../../../../src/engine/model/findings.ts';
import { createPresence } from '../../../../src/engine/stores/redis/presence.ts';
import { storeKeys } from '../../../../src/engine/model/store-keys.ts';
import { eventually } from '../../../support/eventually.ts';
import { asServer } from '../../../support/server-role.ts';
import { withShop } from '../../../support/shop.ts';

const shop = withShop({ reactions: true });
const undo: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const step of undo.splice(0).toReversed()) await step();
});

type Env = Readonly<Record<string, string>>;

const look = async (env: Env = {}) => {
  const { databaseUrl, redisUrl } = shop();
  const { findings, hasLooked } = await examine(system, {
    DATABASE_URL: databaseUrl,
    REDIS_URL: redisUrl,
    ...env,
  });
  const of = (state: Finding['state']) => findings.filter((each) => each.state === state);
  const warnings = of('warn').filter(({ about }) => about !== DURABILITY);
  return { findings, hasLooked, warnings, bad: of('bad') };
};

async function inRedis(...command: readonly [string, ...string[]]): Promise<unknown> {
  const redis = new Redis(shop().redisUrl);
  try {
    const [name, ...args] = command;
    return await redis.call(name, ...args);
  } finally {
    redis.disconnect();
  }
}

async function inDatabase(statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: shop().databaseUrl });
  await client.connect();
  await client.query(statement);
  await client.end();
}

const text = (matching: RegExp): unknown => expect.stringMatching(matching);
/** Servers of tests may lose what they were told. */
const DURABILITY = 'DATABASE_URL durability';

test('a shop that is well has nothing bad, and says what was looked at', async () => {
  const { findings, hasLooked } = await eventually('all to be well', async () => {
    const seen = await look();
    return seen.bad.length === 0 ? seen : undefined;
  });
  expect(hasLooked).toBe(true);
  const facts = new Map(findings.map(({ about, text: said }) => [about, said]));
  expect(facts.get('DATABASE_URL server')).toMatch(/^PostgreSQL \d+/);
  expect(facts.get('DATABASE_URL encoding')).toBe('UTF8');
  expect(facts.get('DATABASE_URL isolation')).toBe('read committed');
  expect(facts.get('DATABASE_URL migrations')).toMatch(/^\d+ applied, none is missing$/);
  expect(facts.get('DATABASE_URL clock')).toMatch(/^\d+ ms (ahead of|behind) this machine$/);
  expect(facts.get('DATABASE_URL encryption')).toBe('none, within this machine');
  expect(facts.get('REDIS_URL encryption')).toBe('none, within this machine');
  expect(facts.get('REDIS_URL server')).toMatch(/^version \d/);
  expect(facts.get('REDIS_URL policy')).toBe('noeviction');
  expect(facts.get('REDIS_URL rights')).toMatch(/^\d+ commands and 2 channels were tried$/);
  expect(facts.get('store')).toMatch(/^test, incarnation [0-9a-f-]+, head \d+$/);
  expect(facts.get('keys')).toMatch(/^those of test belong to /);
  expect(facts.get('workers')).toMatch(/^\S+:\d+$/);
  expect(facts.get('queue')).toBe('heard by workers');
  expect(facts.get('versions')).toMatch(/^all processes are of /);
  expect(facts.get('read models')).toMatch(/^\d+ read models and \d+ reactions? go on$/);
  expect(facts.get('access')).toMatch(/^development: everybody .* this machine only$/);
});

test('a role that could rewrite what is recorded is told of in production', async () => {
  const rights = async (env: Env) => {
    const { findings } = await look(env);
    return findings.find(({ about }) => about === 'DATABASE_URL rights');
  };
  const asOwner = { DATABASE_URL: shop().databaseUrl };
  const production = { NODE_ENV: 'production', AUTH_JWT_SECRET: 's'.repeat(32) };
  expect(await rights(asOwner)).toMatchObject({ state: 'ok', text: text(/^this role may alter the tables/) });
  expect(await rights({ ...asOwner, ...production })).toMatchObject({
    state: 'warn',
    text: text(/DATABASE_OWNER_URL/),
  });
  expect(await rights({ DATABASE_URL: asServer(shop().databaseUrl), ...production })).toMatchObject({
    state: 'ok',
    text: text(/^this role can neither change events nor alter/),
  });
});

test('a policy that evicts is bad, and its remedy is named', async () => {
  await inRedis('CONFIG', 'SET', 'maxmemory-policy', 'allkeys-lru');
  undo.push(() => inRedis('CONFIG', 'SET', 'maxmemory-policy', 'noeviction'));
  const { bad } = await look();
  expect(bad).toEqual([
    { about: 'REDIS_URL policy', state: 'bad', text: text(/maxmemory-policy allkeys-lru.*Set .*noeviction/) },
  ]);
});

test('a Redis user without rights to channels is bad, by the name of the setting', async () => {
  await inRedis('ACL', 'SETUSER', 'silent', 'reset', 'on', '>silent-secret', '~*', '+@all', 'resetchannels');
  undo.push(() => inRedis('ACL', 'DELUSER', 'silent'));
  const url = new URL(shop().redisUrl);
  [url.username, url.password] = ['silent', 'silent-secret'];
  const { bad } = await look({ READ_MODEL_REDIS_URL: url.href });
  expect(bad).toContainEqual({
    ...{ about: 'READ_MODEL_REDIS_URL rights', state: 'bad' },
    text: text(/^this Redis user may not .*PUBLISH slip:notice.*ACL SETUSER/),
  });
  expect(JSON.stringify(bad)).not.toContain('silent-secret');
});

test('a migration that is missing is bad, one of newer code and one with another text are warnings', async () => {
  const last = '20261130110000_rebuilds';
  const rename = (from: string, to: string) =>
    inDatabase(`UPDATE "_prisma_migrations" SET migration_name = '${to}' WHERE migration_name = '${from}'`);
  await rename(last, '20991231000000_later');
  undo.push(() => rename('20991231000000_later', last));
  const { bad, warnings } = await look();
  const about = 'DATABASE_URL migrations';
  expect(bad).toEqual([
    { about, state: 'bad', text: text(/^not applied: 20261130110000_rebuilds\. .*migrate/) },
  ]);
  expect(warnings).toContainEqual({
    about,
    state: 'warn',
    text: text(/not of this code: 20991231000000_later/),
  });
});

test('a weaker setting of the database is a warning', async () => {
  const weak = { about: DURABILITY, state: 'warn', text: text(/^synchronous_commit is off/) };
  expect((await look()).findings).toContainEqual(weak);
  const name = new URL(shop().databaseUrl).pathname.slice(1);
  await inDatabase(`ALTER DATABASE "${name}" SET synchronous_commit = on`);
  undo.push(() => inDatabase(`ALTER DATABASE "${name}" RESET synchronous_commit`));
  expect((await look()).findings).not.toContainEqual(weak);
});

test('processes of several versions are a warning', async () => {
  const redis = new Redis(shop().redisUrl);
  const old = createPresence({ redis, keys: storeKeys('test'), owner: 'old' });
  undo.push(async () => {
    await old.leave();
    redis.disconnect();
  });
  const startedAt = '2026-11-29T00:00:00.000Z';
  await old.say({
    name: 'other:1',
    version: '0.0.9',
    startedAt,
    roles: ['api'],
    serves: [],
    moved: new Map(),
  });
  const { bad, warnings } = await look();
  expect(bad).toEqual([]);
  expect(warnings).toEqual([
    { about: 'versions', state: 'warn', text: text(/1 of 0\.0\.9, \d of .*End the old ones/) },
  ]);
});

test('production without tokens is bad, and the servers are looked at all the same', async () => {
  const { bad, findings } = await look({ NODE_ENV: 'production' });
  expect(bad).toEqual([{ about: 'access', state: 'bad', text: text(/^AUTH_JWT_SECRET or AUTH_JWKS_URL/) }]);
  expect(findings.length).toBeGreaterThan(12);
  const reached = await look({ HOST: '0.0.0.0' });
  expect(reached.warnings).toEqual([{ about: 'access', state: 'warn', text: text(/listens on 0\.0\.0\.0/) }]);
});

test('a server that is away is one bad finding, and the others are still looked at', async () => {
  const noRedis = await look({ REDIS_URL: 'redis://:secret@127.0.0.1:1' });
  expect(noRedis.bad).toEqual([
    { about: 'REDIS_URL server', state: 'bad', text: text(/^127\.0\.0\.1:1 is not reached/) },
  ]);
  expect(noRedis.findings.map(({ about }) => about)).toContain('store');
  const noDatabase = await look({ DATABASE_URL: 'postgresql://shop:secret@127.0.0.1:1/shop' });
  expect(noDatabase.bad).toEqual([
    { about: 'DATABASE_URL server', state: 'bad', text: text(/^nothing listens at 127\.0\.0\.1:1/) },
  ]);
  expect(noDatabase.findings.map(({ about }) => about)).toContain('REDIS_URL rights');
  expect([noRedis.hasLooked, noDatabase.hasLooked]).toEqual([true, true]);
});

test('keys of another database are bad', async () => {
  const keys = storeKeys('test');
  const before = String(await inRedis('GET', keys.owner));
  // Read again by the processes of the shop only after it was put back, or put back by themselves.
  await inRedis('SET', keys.owner, '1|2|3|elsewhere:5432/shop?public');
  const { bad } = await look();
  await inRedis('SET', keys.owner, before);
  expect(bad).toContainEqual({
    about: 'keys',
    state: 'bad',
    text: text(/belong to the database elsewhere:5432/),
  });
});

test('a worker that is missing is bad', async () => {
  await shop().stopWorker();
  const { bad } = await look();
  expect(bad).toEqual([{ about: 'workers', state: 'bad', text: text(/start one \(npm start -- worker\)/) }]);
});
