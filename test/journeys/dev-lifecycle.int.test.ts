// `npm run dev` from the first start to a kill: what it prints, what it keeps, and that it leaves nothing behind.
import { existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync } from 'node:fs';
import { createServer } from 'node:net';
import { once } from 'node:events';
import { delimiter, join } from 'node:path';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { freePort } from '../../src/dev/local/free-port.ts';
import { eventually } from '../support/eventually.ts';
import {
  copyProject,
  isListening,
  ownPorts,
  type ProjectCopy,
  type Terminal,
} from '../support/project-copy.ts';
import { ownFolder } from '../support/servers.ts';
import { clientOf } from '../support/shop.ts';

const PATIENCE_MS = 120_000;
let project: ProjectCopy;
let port: number;
let url: string;
let terminal: Terminal | undefined;

beforeAll(async () => {
  project = copyProject();
  port = await freePort();
  url = `http://127.0.0.1:${port}`;
});
afterEach(async () => {
  if (project.processes().length > 0) terminal?.signal('SIGKILL', 'all');
  await untilGone();
});

const startDev = (env: Readonly<Record<string, string>> = {}): Terminal => {
  terminal = project.npm(['run', 'dev'], { PORT: String(port), ...env });
  return terminal;
};
const ready = async (): Promise<Terminal> => {
  const dev = startDev();
  await dev.untilWritten('Ctrl-C stops everything.');
  return dev;
};

/** No process of it is left, and nobody listens where it did. */
async function untilGone(): Promise<void> {
  const allGone = () => {
    const left = project.processes();
    if (left.length > 0) throw new Error(left.join('\n'));
    return true;
  };
  await eventually('all processes to be gone', allGone, { everyMs: 100 });
  for (const each of [port, ...ownPorts(project)]) {
    await eventually(`port ${each} to be free`, async () => ((await isListening(each)) ? undefined : true));
  }
}

/** What is running is the dev program itself, below npm and its shell. */
function pidOfDev(): number {
  const found = project.processes().find((line) => /^\d+ \S*node .*src\/bin\/dev\.ts$/.test(line));
  return Number(found?.split(' ')[0] ?? Number.NaN);
}

/** Everything of the PATH in one folder, but for these programs. */
function pathWithout(names: RegExp): string {
  const folder = ownFolder('path');
  mkdirSync(folder);
  for (const from of (process.env['PATH'] ?? '').split(delimiter).filter((each) => existsSync(each)))
    for (const name of readdirSync(from))
      if (!names.test(name) && !existsSync(join(folder, name)))
        symlinkSync(join(from, name), join(folder, name));
  return folder;
}

const order = (id: string) =>
  clientOf(url).ask(
    `{ order(id: "${id}", minVersion: 1, consistency: { maxWaitMs: 5000 }) { version status } }`,
  );

describe.runIf(process.platform === 'linux')('npm run dev', () => {
  it(
    'starts everything with nothing configured, and Ctrl-C stops all of it',
    { timeout: PATIENCE_MS },
    async () => {
      const dev = await ready();
      const printed = dev.output();
      for (const path of ['/storefront', '/graphql', '/schema.graphql', '/health', '/ready'])
        expect(printed).toContain(`${url}${path}`);
      expect(printed).toMatch(/Migrated: \S+/);
      expect(printed).toMatch(/Filled the demo shop with \d+ commands/);

      const [, tried = ''] = /-d '(\{"query".*\})'/.exec(printed) ?? [];
      const headers = { 'content-type': 'application/json' };
      await eventually('readiness', async () =>
        (await fetch(`${url}/ready`)).status === 200 ? true : undefined,
      );
      const answer = await fetch(`${url}/graphql`, { method: 'POST', headers, body: tried });
      expect(await answer.json()).toMatchObject({ data: { order: { version: 4, status: 'DELIVERED' } } });
      expect((await fetch(`http://localhost:${port}/health`)).status).toBe(200);

      const page = await (await fetch(`${url}/storefront`)).text();
      const [script = ''] = /\/storefront\/assets\/[\w.-]+\.js/.exec(page) ?? [];
      expect((await fetch(`${url}${script}`)).headers.get('content-type')).toMatch('text/javascript');

      const readme = readFileSync('README.md', 'utf8');
      const [, mutation = ''] = /^```graphql\n(mutation.*?)^```$/ms.exec(readme) ?? [];
      expect(await clientOf(url).ask(mutation)).toMatchObject({
        data: { createOrder: { order: { id: 'order-1', customer: { name: 'Ada Lovelace' } } } },
      });

      expect(ownPorts(project)).toHaveLength(2);
      dev.interrupt();
      await dev.ended();
      expect(dev.output()).toContain('Stopping …');
      await untilGone();
    },
  );

  it(
    'keeps its data for the next start and to itself, and leaves nothing behind when it is killed',
    { timeout: PATIENCE_MS },
    async () => {
      const dev = await ready();
      expect(dev.output()).not.toMatch(/Migrated|Filled/);
      expect(await order('order-1')).toEqual({ data: { order: { version: 1, status: 'CREATED' } } });
      expect(await order('demo-order-1')).toEqual({ data: { order: { version: 4, status: 'DELIVERED' } } });

      const second = project.npm(['run', 'dev'], { PORT: String(await freePort()) });
      expect(await second.ended()).toBe(1);
      expect(second.output()).toMatch(/is in use by another run of this program \(process \d+\)/);
      expect(await order('demo-order-1')).toMatchObject({ data: { order: { version: 4 } } });

      const seed = project.npm(['run', 'seed', '--', '--orders', '50']);
      expect([await seed.ended(), seed.output()]).toEqual([
        0,
        expect.stringContaining('50 orders are there.'),
      ]);
      await eventually('a seeded order as a document', async () => {
        const answer = JSON.stringify(await order('seed-1-50-order-1'));
        return /DELIVERED|CANCELLED/.test(answer) ? true : undefined;
      });

      process.kill(pidOfDev(), 'SIGKILL');
      await dev.ended();
      await untilGone();
    },
  );

  it(
    'starts again after that, the command line finds it, and SIGTERM stops all',
    { timeout: PATIENCE_MS },
    async () => {
      const dev = await ready();
      const parked = project.npm(['run', '--silent', 'cli', '--', 'parked']);
      expect([await parked.ended(), parked.output().trim()]).toEqual([0, 'Nothing is parked.']);
      expect(await order('order-1')).toEqual({ data: { order: { version: 1, status: 'CREATED' } } });
      dev.signal('SIGTERM', 'npm');
      await dev.ended();
      await untilGone();
    },
  );

  it('leaves nothing behind when all of it is killed', { timeout: PATIENCE_MS }, async () => {
    const dev = startDev();
    await dev.untilWritten('Starting Redis');
    dev.signal('SIGKILL', 'all');
    await dev.ended();
    await untilGone();
  });

  it(
    'leaves nothing behind, and no stack, when it is stopped while it starts',
    { timeout: 2 * PATIENCE_MS },
    async () => {
      for (const moment of ['Starting PostgreSQL', 'Starting Redis']) {
        const dev = startDev();
        await dev.untilWritten(moment);
        dev.interrupt();
        await dev.ended();
        await untilGone();
        expect(dev.output()).toContain('Stopping …');
        expect(dev.output()).not.toMatch(/\n\s+at |Error/);
      }
    },
  );

  it('says how to get Redis where there is none, and ends with 1', { timeout: PATIENCE_MS }, async () => {
    const dev = startDev({ PATH: pathWithout(/^(redis|valkey|docker|apt)/) });
    expect(await dev.ended()).toBe(1);
    expect(dev.output()).toContain('Slipstream needs Redis, and there is none here.');
    expect(dev.output()).toContain('set REDIS_URL to a Redis of your own');
    expect(dev.output()).not.toMatch(/\n\s+at /);
    await untilGone();
  });

  it('says that its port is taken, and ends with 1', { timeout: PATIENCE_MS }, async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    const address = other.address();
    const taken = typeof address === 'object' && address !== null ? address.port : 0;
    const dev = startDev({ PORT: String(taken) });
    expect(await dev.ended()).toBe(1);
    expect(dev.output()).toMatch(
      new RegExp(`Port ${taken} is in use by process ${process.pid} .*: stop it, or set PORT`),
    );
    expect(dev.output()).not.toContain('Starting');
    expect(dev.output()).not.toMatch(/\n\s+at /);
    other.close();
    await untilGone();
  });

  it('says what is wrong with its settings, and ends with 1', { timeout: PATIENCE_MS }, async () => {
    const dev = startDev({ PORT: 'four', LOG_LEVEL: 'loud' });
    expect(await dev.ended()).toBe(1);
    expect(dev.output()).toContain('  - PORT must be a whole number from 0 to 65535');
    expect(dev.output()).toContain('  - LOG_LEVEL must be one of');
    await untilGone();
  });
});
