// `npm run build` and `npm start`: a role on servers of one's own, and what is said to who forgets something.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { freePort } from '../../src/dev/local/free-port.ts';
import { eventually } from '../support/eventually.ts';
import { copyProject, isListening, type ProjectCopy, type Terminal } from '../support/project-copy.ts';
import { withDatabase, withRedis } from '../support/servers.ts';
import { clientOf, untilReady } from '../support/shop.ts';

const PATIENCE_MS = 60_000;
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
}, PATIENCE_MS);
afterEach(() =>
  eventually('all processes to be gone', () => (project.processes().length === 0 ? true : undefined)),
);

const servers = () => ({ DATABASE_URL: database().url, REDIS_URL: redis().url });
const start = (role: readonly string[], env: Readonly<Record<string, string>>): Terminal =>
  project.npm(['start', ...(role.length > 0 ? ['--', ...role] : [])], env);

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
