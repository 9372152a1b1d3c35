import { availableParallelism } from 'node:os';
import { inspect } from 'node:util';
import { describe, expect, test } from 'vitest';
import { maskPassword } from '../../../src/engine/host/mask-password.ts';
import { SettingsInvalid, loadSettings, requireServers } from '../../../src/engine/host/settings.ts';
import { requireDataKeys } from '../../../src/engine/host/require-data-keys.ts';
import { defineEvents, event } from '../../../src/engine/definitions/events.ts';

const production = {
  NODE_ENV: 'production',
  DATABASE_URL: 'postgresql://shop:pa%40ss@db:5432/shop',
  REDIS_URL: 'redis://:red-secret@queue:6379',
  AUTH_JWT_SECRET: 'an-auth-secret-of-at-least-32-chars',
};

const faultsOf = (env: Record<string, string>): readonly string[] => {
  try {
    loadSettings(env);
  } catch (error) {
    if (error instanceof SettingsInvalid) return error.faults;
    throw error;
  }
  return [];
};

describe('the configuration', () => {
  test('needs nothing outside production', () => {
    expect(loadSettings({})).toMatchObject({
      environment: 'development',
      host: '127.0.0.1',
      port: 4000,
      logLevel: 'info',
      databaseUrl: undefined,
      auth: undefined,
    });
  });

  test('takes the documents to the Redis of the queues unless told otherwise', () => {
    expect(loadSettings({ STORE_NAME: 'shop-2' }).storeName).toBe('shop-2');
    expect(() => loadSettings({ STORE_NAME: 'Shop' })).toThrow(/STORE_NAME must be 1 to 32/);
    expect(loadSettings({ REDIS_URL: 'redis://a' }).readModelRedisUrl).toBe('redis://a');
    const two = { REDIS_URL: 'redis://a', READ_MODEL_REDIS_URL: 'rediss://b' };
    expect(loadSettings(two).readModelRedisUrl).toBe('rediss://b');
  });

  test('takes a number of processes, or one for each core; an option wins', () => {
    expect(loadSettings({}).processes).toBe(1);
    expect(loadSettings({ PROCESSES: '3' }).processes).toBe(3);
    expect(loadSettings({ PROCESSES: 'auto' }).processes).toBe(availableParallelism());
    expect(loadSettings({ PROCESSES: '3' }, { processes: '2' }).processes).toBe(2);
    for (const wrong of ['0', '-1', '1.5', '257', 'all', 'Auto'])
      expect(faultsOf({ PROCESSES: wrong })).toEqual([
        expect.stringMatching(/^PROCESSES .* must be auto or/),
      ]);
    expect(() => loadSettings({}, { processes: '' })).toThrow('PROCESSES (or --processes) must be auto or');
  });

  test('accepts documents by their ids unless told otherwise', () => {
    expect(loadSettings({}).trustedDocuments).toBe('accepted');
    expect(loadSettings({ TRUSTED_DOCUMENTS: 'only' }).trustedDocuments).toBe('only');
    expect(faultsOf({ TRUSTED_DOCUMENTS: 'on' })).toEqual([
      'TRUSTED_DOCUMENTS must be one of off, accepted, only',
    ]);
  });

  test('reports all faults at once and never the value of a secret', () => {
    const faults = faultsOf({
      PORT: '99999',
      LOG_LEVEL: 'loud',
      DATABASE_URL: 'mysql://root:hunter2@db/shop',
      REDIS_URL: 'localhost',
      AUTH_JWT_SECRET: 'hunter2',
    });
    expect(faults.map((fault) => fault.split(' ')[0])).toEqual([
      'PORT',
      'DATABASE_URL',
      'REDIS_URL',
      'LOG_LEVEL',
      'AUTH_JWT_SECRET',
    ]);
    expect(faults.join('\n')).not.toContain('hunter2');
  });

  test('refuses production without servers and authentication, and says why', () => {
    const faults = faultsOf({ NODE_ENV: 'production' });
    expect(faults).toHaveLength(3);
    expect(faults[2]).toContain('every caller is an operator');
    expect(loadSettings(production)).toMatchObject({ environment: 'production', host: '0.0.0.0' });
  });

  test('signs tokens with one or two keys, or by the secret; in production with nothing that others know', () => {
    const keys = ['the key that signs from now on and is long', 'x'.repeat(32)];
    const { AUTH_JWT_SECRET: secret, ...servers } = production;
    const jwks = { ...servers, AUTH_AUDIENCE: 'shop', AUTH_JWKS_URL: 'https://issuer.example/jwks.json' };
    expect(loadSettings({ ...jwks, TOKEN_KEYS: keys.join(', ') }).tokenKeys).toEqual(keys);
    expect(loadSettings(production).tokenKeys).toEqual([secret]);
    expect(loadSettings({}).tokenKeys).toEqual(loadSettings({ PORT: '1' }).tokenKeys);
    expect(faultsOf(jwks)).toEqual([expect.stringMatching(/^TOKEN_KEYS must be set in production.*openssl/)]);
    for (const wrong of ['short', `${keys[0]},`, [...keys, keys[0]].join(',')]) {
      expect(faultsOf({ TOKEN_KEYS: wrong })).toEqual([
        expect.stringMatching(/^TOKEN_KEYS must be one or two/),
      ]);
    }
  });

  test('needs keys of its own for personal fields in production, where there are any', () => {
    const wrong = faultsOf({ DATA_KEYS: 'short' });
    expect(wrong).toEqual([expect.stringMatching(/^DATA_KEYS must be one or two/)]);
    const personal = {
      events: [
        defineEvents('member', {
          Joined: event<{ name: string }>({ personal: { subject: 'member', fields: { name: '' } } }),
        }),
      ],
    };
    const byIssuer = {
      ...{ ...production, AUTH_JWT_SECRET: undefined, AUTH_AUDIENCE: 'shop', TOKEN_KEYS: 't'.repeat(32) },
      AUTH_JWKS_URL: 'https://issuer.example/keys',
    };
    const [without, keyed] = [
      loadSettings(byIssuer),
      loadSettings({ ...byIssuer, DATA_KEYS: 'k'.repeat(32) }),
    ];
    expect(() => requireDataKeys(personal, without)).toThrow(/DATA_KEYS must be set in production/);
    expect(() => requireDataKeys({ events: [] }, without)).not.toThrow();
    expect(() => requireDataKeys(personal, keyed)).not.toThrow();
    expect(() => requireDataKeys(personal, loadSettings({}))).not.toThrow();
    expect(JSON.stringify(keyed)).not.toContain('kkk');
  });

  test('lets the secret of tokens stand in for them in production, and says what that means', () => {
    const standing = loadSettings(production);
    expect([standing.dataKeys, standing.hasDataKeys]).toEqual([[production.AUTH_JWT_SECRET], true]);
    expect(standing.notes).toContainEqual(expect.stringMatching(/^DATA_KEYS is not set: .*AUTH_JWT_SECRET/));
    const named = loadSettings({ ...production, DATA_KEYS: 'k'.repeat(32) });
    expect(named.dataKeys).toEqual(['k'.repeat(32)]);
    expect(named.notes.join()).not.toContain('DATA_KEYS');
    const development = loadSettings({ AUTH_JWT_SECRET: production.AUTH_JWT_SECRET });
    expect(development.dataKeys).not.toContain(production.AUTH_JWT_SECRET);
    expect(development.hasDataKeys).toBe(false);
  });

  test('refuses two sources of trust', () => {
    const both = { ...production, AUTH_AUDIENCE: 'shop', AUTH_JWKS_URL: 'https://issuer.example/jwks.json' };
    expect(faultsOf(both)).toEqual([expect.stringContaining('both set')]);
  });

  test('lets no key be exchanged on its way, nor a token of another service in', () => {
    const { AUTH_JWT_SECRET: _, ...servers } = { ...production, TOKEN_KEYS: 'k'.repeat(32) };
    const jwks = { ...servers, AUTH_AUDIENCE: 'shop', AUTH_JWKS_URL: 'https://issuer.example/jwks.json' };
    const { AUTH_AUDIENCE: __, ...withoutAudience } = jwks;
    expect(faultsOf(jwks)).toEqual([]);
    expect(faultsOf(withoutAudience)).toEqual([expect.stringMatching(/^AUTH_AUDIENCE must be set/)]);
    const at = (url: string) => faultsOf({ ...jwks, AUTH_JWKS_URL: url });
    expect(at('http://issuer.example/jwks.json')).toEqual([
      expect.stringMatching(/https:\/\/ in production/),
    ]);
    for (const own of ['localhost', '127.0.0.1', '[::1]', 'issuer.localhost']) {
      expect(at(`http://${own}:8080/jwks.json`)).toEqual([]);
    }
    const keyed = { ...production, DATA_KEYS: 'k'.repeat(32) };
    expect(loadSettings(keyed).notes).toEqual([expect.stringMatching(/^AUTH_AUDIENCE is not set/)]);
    expect(loadSettings({ ...keyed, AUTH_AUDIENCE: 'shop' }).notes).toEqual([]);
  });

  test('takes several issuers, each with keys of its own', () => {
    const [one, two] = ['https://one.example/keys', 'https://two.example/keys'];
    const urls = { AUTH_JWKS_URL: `${one}, ${two}` };
    expect(loadSettings({ ...urls, AUTH_ISSUER: 'one, two' }).auth).toMatchObject({
      key: { kind: 'jwks', urls: [one, two] },
      issuers: ['one', 'two'],
    });
    for (const issuers of ['', 'one', 'one,two,three']) {
      expect(faultsOf({ ...urls, AUTH_ISSUER: issuers })).toEqual([
        expect.stringMatching(/^AUTH_ISSUER must name/),
      ]);
    }
    expect(faultsOf({ AUTH_JWKS_URL: one, AUTH_ISSUER: 'one,two' })).toEqual([
      expect.stringMatching(/^AUTH_ISSUER names several/),
    ]);
    expect(faultsOf({ AUTH_JWKS_URL: `${one},nowhere` })).toEqual(
      expect.arrayContaining([expect.stringMatching(/^AUTH_JWKS_URL.* must be an address/)]),
    );
  });

  test('brings origins into the form in which browsers send them', () => {
    const list =
      'http://a.example/, HTTP://B.Example,https://d.example:443,https://d.example, http://[::1]:80,,' +
      'https://bücher.example,http://localhost:5173,Capacitor://LocalHost,*';
    expect(loadSettings({ CORS_ORIGINS: list }).corsOrigins).toEqual([
      'http://a.example',
      'http://b.example',
      'https://d.example',
      'http://[::1]',
      'https://xn--bcher-kva.example',
      'http://localhost:5173',
      'capacitor://localhost',
      '*',
    ]);
  });

  test.each([
    ['c.example', 'write https://c.example'],
    ['localhost:5173', 'write https://localhost:5173'],
    ['null', 'write https://null'],
    ['https://*.example', 'list each origin'],
    ['https://e.example/shop', 'write https://e.example'],
    ['https://e.example?x', 'write https://e.example'],
    ['https://ada@e.example', 'write https://e.example'],
    ['https://', 'such as https://app.example'],
    ['https://e.example:99999', 'such as https://app.example'],
    ['file:///', 'write scheme and host'],
  ])('refuses %s as an origin, which no page has: %s', (entry, remedy) => {
    const faults = faultsOf({ CORS_ORIGINS: `https://shop.example,${entry}` });
    expect(faults).toEqual([expect.stringContaining(`CORS_ORIGINS has the entry "${entry}"`)]);
    expect(faults[0]).toContain(remedy);
  });

  test('trusts a proxy only where it is told to', () => {
    expect(
      [{}, { TRUST_PROXY: 'false' }, { TRUST_PROXY: 'true' }].map((env) => loadSettings(env).trustProxy),
    ).toEqual([false, false, true]);
    expect(faultsOf({ TRUST_PROXY: '1' })).toEqual([
      expect.stringContaining('TRUST_PROXY must be one of true, false'),
    ]);
  });

  test('makes traces only where it is told to', () => {
    expect([{}, { TRACING: 'false' }, { TRACING: 'true' }].map((env) => loadSettings(env).tracing)).toEqual([
      false,
      false,
      true,
    ]);
    expect(faultsOf({ TRACING: 'yes' })).toEqual([
      expect.stringContaining('TRACING must be one of true, false'),
    ]);
  });

  test('limits what a caller may ask for, unless told not to', () => {
    expect(loadSettings({})).toMatchObject({
      rateLimit: { perSecond: 50_000, burst: 500_000 },
      trustedProxies: 0,
    });
    const env = { RATE_LIMIT_COST_PER_SECOND: '100', RATE_LIMIT_BURST: '1000', TRUSTED_PROXIES: '2' };
    expect(loadSettings(env)).toMatchObject({
      rateLimit: { perSecond: 100, burst: 1000 },
      trustedProxies: 2,
    });
    expect(loadSettings({ RATE_LIMIT_COST_PER_SECOND: '0' }).rateLimit).toBeUndefined();
    expect(faultsOf({ RATE_LIMIT_BURST: '0' })).toHaveLength(1);
  });

  test('treats a blank as not set', () => {
    expect(loadSettings({ PORT: '', DATABASE_URL: ' ' })).toMatchObject({
      port: 4000,
      databaseUrl: undefined,
    });
  });

  test('takes the level of the log as it is set, and else as the program has it', () => {
    expect(loadSettings({}, { logLevel: 'warn' }).logLevel).toBe('warn');
    expect(loadSettings({ LOG_LEVEL: 'info' }, { logLevel: 'warn' }).logLevel).toBe('info');
  });

  test('listens where an address says, not where a shell has put the name of its machine', () => {
    expect(loadSettings({ HOST: '0.0.0.0' })).toMatchObject({ host: '0.0.0.0', notes: [] });
    expect(loadSettings({ HOST: '::1' })).toMatchObject({ host: '::1', notes: [] });
    const { host, notes } = loadSettings({ HOST: 'my-machine' });
    expect(host).toBe('127.0.0.1');
    expect(notes).toEqual([expect.stringMatching(/^HOST is my-machine.*HOST=0\.0\.0\.0/)]);
    const named = { ...production, AUTH_AUDIENCE: 'shop', DATA_KEYS: 'k'.repeat(32) };
    expect(loadSettings({ ...named, HOST: 'shop.internal' })).toMatchObject({
      host: 'shop.internal',
      notes: [],
    });
  });

  test('refuses parameters of an address that it can not honour', () => {
    expect(faultsOf({ DATABASE_URL: 'postgresql://a@b/c?sslmode=prefer&connection_limit=x' })).toEqual([
      expect.stringMatching(/^DATABASE_URL is not usable: connection_limit/),
      expect.stringMatching(/^DATABASE_URL is not usable: sslmode=prefer/),
    ]);
    expect(loadSettings({ DATABASE_URL: 'postgresql://a@b/c?schema=d' }).databaseUrl).toContain('schema=d');
  });

  test('is frozen all through', () => {
    const config = loadSettings(production);
    for (const part of [
      config,
      config.pool,
      config.auth,
      config.auth?.key,
      config.corsOrigins,
      config.tokenKeys,
    ]) {
      expect(Object.isFrozen(part)).toBe(true);
    }
  });

  test('shows no secret however it is printed', () => {
    const config = requireServers(loadSettings(production));
    for (const printed of [inspect(config), inspect({ config }), JSON.stringify(config)]) {
      expect(printed).toContain('db:5432');
      expect(printed).not.toMatch(/pa%40ss|red-secret|an-auth-secret/);
    }
    const keyed = loadSettings({ ...production, TOKEN_KEYS: 'token-key-that-nobody-may-see-in-a-log' });
    expect(inspect(keyed)).not.toContain('token-key');
    expect(config.auth?.key).toEqual({ kind: 'secret', secret: production.AUTH_JWT_SECRET });
    expect(maskPassword('postgresql://u:p@h/db?sslpassword=x')).toBe(
      'postgresql://u:***@h/db?sslpassword=***',
    );
  });

  test('can insist on servers', () => {
    expect(() => requireServers(loadSettings({}))).toThrow(/DATABASE_URL[^]*REDIS_URL/);
  });
});
