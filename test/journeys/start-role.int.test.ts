// `npm run build` and `npm start`: a role on servers of one's own, and what is said to who forgets something.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { freePort } from '../../src/dev/local/free-port.ts';
import { eventually } from '../support/eventually.ts';
import { copyProject, isListening, type ProjectCopy, type Terminal } from '../support/project-copy.ts';
import { withDatabase, withRedis } from '../support/servers.ts';
import { clientOf, untilReady } from '../support/shop.ts';

const PATIENCE_MS = 120_000;
/** Compiling all of it, on a machine that is busy. */
const BUILD_MS = 180_000;
const database = withDatabase();
const redis = withRedis();
let project: ProjectCopy;

beforeAll(async () => {
  project = copyProject();
  const build = project.npm(['run', 'build']);
  expect([await build.ended(), build.output()]).toEqual([0, expect.not.stringContaining('error')]);
  // What starts servers on a machine where nothing is set up is no part of it.
  expect(existsSync(join(project.folder, 'dist/bin/cli.js'))).toBe(true);
  expect(existsSync(join(project.folder, 'dist/dev'))).toBe(false);
}, BUILD_MS);
afterEach(() =>
  eventually('all processes to be gone', () => (project.processes().length === 0 ? true : undefined)),
);

const servers = () => ({ DATABASE_URL: database().url, REDIS_URL: redis().url });
const start = (role: readonly string[], env: Readonly<Record<string, string>>): Terminal =>
  project.npm(['start', ...(role.length > 0 ? ['--', ...role] : [])], env);

/** What readers see of each lane in Redis. */
async function generations(): Promise<readonly string[]> {
  const client = new Redis(redis().url);
  try {
    const keys = await client.keys('*:live');
    return await Promise.all(keys.sort().map(async (key) => `${key} ${await client.get(key)}`));
  } finally {
    client.disconnect();
  }
}

/** Under which names states and documents of the shop are stored. */
function foldIds(system: string, options: readonly string[]): readonly string[] {
  const script = `const { shop } = await import('./${system}');
    console.log(JSON.stringify([...shop.deciders, ...shop.projections].map(({ foldId }) => foldId)));`;
  const conditions = options.length > 0 ? ['--conditions=source'] : [];
  const run = spawnSync(process.execPath, [...conditions, ...options, '--input-type=module', '-e', script], {
    cwd: project.folder,
    encoding: 'utf8',
  });
  expect(run.stderr).toBe('');
  const ids: unknown = JSON.parse(run.stdout);
  return z
    .array(z.string().regex(/^v\d+-[0-9a-f]{8}$/))
    .min(10)
    .parse(ids);
}

const PRODUCT = `mutation { listProduct(input: { productId: "p", name: "P", description: "", category: "c", price: { amount: "1", currency: "EUR" } }) {
  ... on ListProductPayload { receipt { version } product(maxWaitMs: 5000) { name } }
  ... on CommandError { code }
} }`;

describe.runIf(process.platform === 'linux')('npm start', () => {
  it('runs API and worker in one process, until SIGTERM', { timeout: PATIENCE_MS }, async () => {
    const port = await freePort();
    const all = start(['all'], { ...servers(), PORT: String(port) });
    const url = `http://127.0.0.1:${port}`;
    await untilReady(url);
    expect(await clientOf(url).ask(PRODUCT)).toEqual({
      data: { listProduct: { receipt: { version: 1 }, product: { name: 'P' } } },
    });
    const { password } = new URL(redis().url);
    expect(all.output()).not.toContain(password);
    all.signal('SIGTERM', 'all');
    await all.ended();
    expect(await isListening(port)).toBe(false);
  });

  it('runs API and worker apart, until Ctrl-C', { timeout: PATIENCE_MS }, async () => {
    const port = await freePort();
    const url = `http://127.0.0.1:${port}`;
    const worker = start(['worker'], servers());
    const api = start(['api'], { ...servers(), PORT: String(port) });
    await untilReady(url);
    const { data } = await clientOf(url).ask(PRODUCT.replaceAll('"p"', '"q"'));
    expect(data).toMatchObject({ listProduct: { product: { name: 'P' } } });
    for (const role of [api, worker]) {
      role.interrupt();
      await role.ended();
    }
    expect(await isListening(port)).toBe(false);
  });

  it(
    'folds as the sources do: both serve one store, and nothing is filled anew',
    { timeout: PATIENCE_MS },
    async () => {
      const port = await freePort();
      const url = `http://127.0.0.1:${port}`;
      const built = start(['all'], { ...servers(), PORT: String(port) });
      await untilReady(url);
      const before = await generations();
      const sources = project.npm(
        ['exec', '--', 'tsx', '--conditions=source', 'src/bin/start.ts', 'worker'],
        servers(),
      );
      await sources.untilWritten('"started"');
      for (const id of ['r', 's', 't']) {
        const { data } = await clientOf(url).ask(PRODUCT.replaceAll('"p"', `"${id}"`));
        expect(data).toMatchObject({ listProduct: { receipt: { version: 1 }, product: { name: 'P' } } });
      }
      for (const worker of [built, sources]) {
        worker.interrupt();
        await worker.ended();
        expect(worker.output()).not.toMatch(/begins to fill beside|READ_MODEL_CHANGED|GENERATION_DIVERGED/);
      }
      expect(await generations()).toEqual(before);
      expect(before.length).toBeGreaterThan(10);
      expect(foldIds('dist/app/system.js', [])).toEqual(foldIds('src/app/system.ts', ['--import', 'tsx']));
    },
  );

  it('says what to do, and ends with 1', { timeout: PATIENCE_MS }, async () => {
    const taken = new URL(redis().url).port;
    const cases = [
      [start([], {}), 'Which role? npm start -- api | worker | all'],
      [start(['queen'], servers()), 'Which role? npm start -- api | worker | all'],
      [
        start(['all'], {}),
        'DATABASE_URL is not set; name the server, or use "npm run dev", which starts its own',
      ],
      [start(['worker'], { DATABASE_URL: database().url }), 'REDIS_URL is not set; name the server'],
      [
        start(['all'], { ...servers(), NODE_ENV: 'production' }),
        'AUTH_JWT_SECRET or AUTH_JWKS_URL must be set',
      ],
      [start(['api'], { ...servers(), PORT: taken }), `Port ${taken} is in use by process `],
    ] as const;
    for (const [terminal, said] of cases) {
      const code = await terminal.ended();
      expect([code, terminal.output()]).toEqual([1, expect.stringContaining(said)]);
      expect(terminal.output()).not.toMatch(/\n\s+at /);
    }
  });
});
