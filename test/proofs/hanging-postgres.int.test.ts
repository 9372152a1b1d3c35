// Proves that a command is answered within its time limit while PostgreSQL takes connections and never answers, and
// while another session holds the row that every append waits for: with a typed error that says whether it may be
// stored, and what was said not to be stored never is.
import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openBus, type TestBus } from '../support/command-bus.ts';
import { figures, sized } from '../support/proof.ts';
import { withDatabase } from '../support/servers.ts';
import { startTcpProxy, type TcpProxy } from '../support/tcp-proxy.ts';

const LIMIT_MS = sized(2000, 10_000);
const COMMANDS = 20;
const database = withDatabase();
let proxy: TcpProxy;
let bus: TestBus;
let direct: TestBus;

beforeAll(async () => {
  proxy = await startTcpProxy({ port: Number(new URL(database().url).port) });
  bus = openBus(proxy.through(database().url), { commandMs: LIMIT_MS });
  direct = openBus(database().url);
  await direct.send('openCounter', { counterId: 'warm', name: 'Warm' });
});
afterAll(async () => {
  proxy.cut();
  await Promise.all([bus.close(), direct.close()]);
  await proxy.stop();
});

async function sendAll(prefix: string) {
  const begun = performance.now();
  const codes = await Promise.all(
    Array.from({ length: COMMANDS }, (_, index) =>
      bus.send('openCounter', { counterId: `${prefix}-${index}`, name: 'Late' }).then(
        () => 'answered',
        (error: unknown) => (error instanceof Error && 'code' in error ? String(error.code) : String(error)),
      ),
    ),
  );
  return { codes: [...new Set(codes)], slowestMs: Math.round(performance.now() - begun) };
}

test('a server that never answers: nothing was done, and that is so', { timeout: 120_000 }, async () => {
  proxy.blackHole();
  const { codes, slowestMs } = await sendAll('silent');
  figures('a server that never answers', { limitMs: LIMIT_MS, slowestMs, codes: codes.join(' ') });
  expect(codes).toEqual(['STORE_UNAVAILABLE']);
  expect(slowestMs).toBeLessThan(LIMIT_MS + 500);
  proxy.open();
  proxy.cut();
  expect((await direct.store.readFrom('1', 100)).map(({ streamId }) => streamId)).toEqual(['warm']);
});

test('a row that is locked: what may be stored says so', { timeout: 120_000 }, async () => {
  const other = new pg.Client({ connectionString: database().url });
  await other.connect();
  await other.query('BEGIN');
  await other.query('SELECT FROM "EventStoreHead" FOR UPDATE');
  const { codes, slowestMs } = await sendAll('locked');
  figures('a locked row', { limitMs: LIMIT_MS, slowestMs, codes: codes.join(' ') });
  expect(slowestMs).toBeLessThan(LIMIT_MS + 500);
  expect(codes.every((code) => ['STORE_UNAVAILABLE', 'COMMAND_OUTCOME_UNKNOWN'].includes(code))).toBe(true);
  await other.query('ROLLBACK');
  await other.end();
});
