// Secrets of callers and operators, planted where drivers quote them: they are in nothing that a process prints,
// neither in its lines nor in warnings of Node and of the drivers.
import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { Redis } from 'ioredis';
import { afterAll, expect, test } from 'vitest';
import { freePort } from '../../src/dev/local/free-port.ts';
import { openDatabase } from '../../src/engine/postgres/database.ts';
import { raw } from '../../src/engine/postgres/sql.ts';
import { eventually } from '../support/eventually.ts';
import { withDatabase, withRedis } from '../support/servers.ts';
import { clientOf, untilReady } from '../support/shop.ts';

const NAME = 'Marker-Lovelace-7731';
const REFUSED = 'Marker-Refused-7731';
const EMAIL = 'marker-7731@example.com';
const PASSWORD = 'marker-password-7731';

const database = withDatabase();
const queues = withRedis();
const documents = withRedis();
const programs: ReturnType<typeof spawn>[] = [];
afterAll(() => programs.forEach((program) => program.kill('SIGKILL')));

/** The program as it is started, with everything that it writes. */
function run(program: string, args: readonly string[], env: Readonly<Record<string, string>>) {
  const child = spawn(
    process.execPath,
    ['--trace-warnings', '--conditions=source', '--import', 'tsx', program, ...args],
    { env: { PATH: process.env['PATH'], ...env }, stdio: ['ignore', 'pipe', 'pipe'] },
  );
  programs.push(child);
  let written = '';
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (chunk: string) => (written += chunk));
  const ended = new Promise<number | null>((resolve) => child.once('close', (code) => resolve(code)));
  const untilWritten = (text: string) =>
    eventually(`"${text}"`, () => (written.includes(text) ? true : undefined));
  return { child, ended, untilWritten, written: () => written };
}

const withPassword = (address: string, password: string): string => {
  const url = new URL(address);
  url.password = password;
  return url.href;
};

async function changePassword(address: string): Promise<void> {
  const admin = new Redis(address);
  await admin.config('SET', 'requirepass', 'another-one');
  await admin.call('CLIENT', 'KILL', 'SKIPME', 'yes');
  admin.disconnect();
}

const list = (name: string) =>
  `mutation { listProduct(input: { name: "${name}", description: "", category: "c", price: { amount: "1.00", currency: "EUR" } }) {
     ... on ListProductPayload { receipt { version } } ... on CommandError { code } } }`;

const register = (name: string, email: string) =>
  `mutation { registerCustomer(input: { name: "${name}", email: "${email}", commandId: "${randomUUID()}" }) {
     ... on RegisterCustomerPayload { receipt { version } } ... on CommandError { code } } }`;

test('no secret is printed, whatever goes wrong', { timeout: 120_000 }, async () => {
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const servers = {
    DATABASE_URL: database().url,
    REDIS_URL: queues().url,
    READ_MODEL_REDIS_URL: documents().url,
  };
  const all = run('src/bin/start.ts', ['all'], { ...servers, PORT: String(port), LOG_LEVEL: 'debug' });
  const migrate = run('src/bin/cli.ts', ['migrate'], {
    DATABASE_URL: withPassword(database().url, PASSWORD),
  });
  await untilReady(url);

  // What PostgreSQL refuses, with the whole row in its answer.
  const admin = openDatabase({ databaseUrl: database().url });
  const planted = `CHECK ("payload"->>'name' <> '${REFUSED}')`;
  await admin.query(raw(`ALTER TABLE "Event" ADD CONSTRAINT "planted" ${planted}`));
  await admin.close();
  const failed = await clientOf(url).ask(list(REFUSED));
  expect(failed).toMatchObject({ errors: [{ extensions: { code: expect.any(String) } }] });
  expect(JSON.stringify(failed)).not.toContain(REFUSED);
  await all.untilWritten('planted');

  // What Redis refuses, with the documents in the arguments.
  const redis = new Redis(documents().url);
  await redis.config('SET', 'maxmemory', '1');
  expect(await clientOf(url).ask(register(NAME, EMAIL))).toMatchObject({
    data: { registerCustomer: { receipt: { version: 1 } } },
  });
  await all.untilWritten('OOM command not allowed');
  await redis.config('SET', 'maxmemory', '0');
  redis.disconnect();

  await Promise.all([changePassword(queues().url), changePassword(documents().url)]);
  await all.untilWritten('WRONGPASS');
  all.child.kill('SIGTERM');
  expect(await migrate.ended).toBe(1);
  await all.ended;

  const passwords = [queues().url, documents().url].map((address) => new URL(address).password);
  for (const { written } of [all, migrate])
    for (const secret of [NAME, REFUSED, EMAIL, PASSWORD, ...passwords])
      expect(written()).not.toContain(secret);
});
