// Reads from a database that is away.
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createTableDocumentReader } from '../../../../src/engine/stores/postgres/document-reader.ts';
import { withDatabase } from '../../../support/servers.ts';
import { startTcpProxy, type TcpProxy } from '../../../support/tcp-proxy.ts';

const database = withDatabase();
let proxy: TcpProxy;
let reader: ReturnType<typeof createTableDocumentReader>;

beforeEach(async () => {
  proxy = await startTcpProxy({ port: Number(new URL(database().url).port) });
  reader = createTableDocumentReader({ databaseUrl: proxy.through(database().url), lanesOf: () => 1 });
});
afterEach(async () => {
  await reader.close();
  await proxy.stop();
});

const read = () => reader.read([{ projection: 'order', id: 'd1' }]);
const whenItWorks = () => expect.poll(() => read().then(() => 'answered', String), { timeout: 20_000 });

async function failsInTime(): Promise<void> {
  const from = performance.now();
  await expect(read()).rejects.toMatchObject({ code: 'READ_MODEL_UNAVAILABLE' });
  expect(performance.now() - from).toBeLessThan(900);
}

test('a database that refuses connections is an error in time, and is found again', async () => {
  await whenItWorks().toBe('answered');
  proxy.refuse();
  proxy.reset();
  await failsInTime();
  await failsInTime();
  proxy.open();
  await whenItWorks().toBe('answered');
});

test('a database that has fallen silent is an error in time, also for many readers, and is found again', async () => {
  await whenItWorks().toBe('answered');
  proxy.blackHole();
  await Promise.all(Array.from({ length: 30 }, failsInTime));
  await failsInTime();
  proxy.open();
  proxy.reset();
  await whenItWorks().toBe('answered');
});
