import pg from 'pg';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createEventStore } from '../../../../src/engine/flow/accept/event-store/create-event-store.ts';
import { accepted, opened } from '../../../support/appends.ts';
import { CounterEvents, testEvents } from '../../../support/counter-domain.ts';
import { withDatabase } from '../../../support/servers.ts';
import { startTcpProxy, type TcpProxy } from '../../../support/tcp-proxy.ts';

type Store = ReturnType<typeof createEventStore>;

const database = withDatabase('test');
let proxy: TcpProxy;
let direct: Store;
let store: Store;

beforeEach(async () => {
  proxy = await startTcpProxy({ port: Number(new URL(database().url).port) });
  direct = createEventStore({ databaseUrl: database().url, events: testEvents });
  store = createEventStore({
    databaseUrl: proxy.through(database().url),
    events: testEvents,
    poolSize: 1,
  });
  await store.head();
});
afterEach(async () => {
  await Promise.all([store.close(), direct.close()]);
  await proxy.stop();
});

const unavailable = (applied: unknown) => ({ code: 'STORE_UNAVAILABLE', details: { applied } });
const command = () => accepted([['counter/a', 0, opened('Secret Name')]]);

async function untilHead(head: string): Promise<void> {
  while ((await direct.head()) !== head) await new Promise((resolve) => setTimeout(resolve, 5));
}

describe('a connection that is lost', () => {
  test('before the answer came leaves the outcome unknown, and asking again tells it', async () => {
    proxy.blackHole('replies');
    const lost = command();
    const appending = store.append([lost]);
    const failing = expect(appending).rejects.toMatchObject(unavailable('unknown'));
    await untilHead('1');
    proxy.open();
    proxy.cut();
    await failing;
    expect(await store.append([lost])).toMatchObject([
      { kind: 'replayed', stored: { accepted: { version: 1, position: '1' } } },
    ]);
    expect(await direct.head()).toBe('1');
  });

  test('without a word is noticed by the clock', async () => {
    const impatient = createEventStore({
      databaseUrl: proxy.through(database().url),
      events: testEvents,
      connectTimeoutMs: 500,
      statementTimeoutMs: 500,
    });
    const untilItAnswers = async (): Promise<string> => impatient.head().catch(untilItAnswers);
    await untilItAnswers();
    proxy.blackHole();
    await expect(impatient.head()).rejects.toMatchObject(unavailable('unknown'));
    await expect(impatient.append([command()])).rejects.toMatchObject(unavailable(false));
    proxy.cut();
    proxy.open();
    expect(await untilItAnswers()).toBe('0');
    await impatient.close();
  });

  test('and cannot be made anew means that surely nothing was appended', async () => {
    proxy.refuse();
    proxy.reset();
    await expect(store.append([command()])).rejects.toMatchObject({ code: 'STORE_UNAVAILABLE' });
    proxy.open();
    expect(await store.append([command()])).toMatchObject([{ kind: 'appended' }]);
    const nowhere = createEventStore({ databaseUrl: 'postgresql://u@127.0.0.1:1/none', events: testEvents });
    await expect(nowhere.append([command()])).rejects.toMatchObject(unavailable(false));
    await nowhere.close();
  });
});

test('an exhausted pool is a passing error', async () => {
  const foreign = new pg.Client({ connectionString: database().url });
  await foreign.connect();
  await foreign.query('BEGIN; SELECT * FROM "EventStoreHead" FOR UPDATE');
  const small = createEventStore({
    databaseUrl: database().url,
    events: testEvents,
    poolSize: 1,
    connectTimeoutMs: 2_000,
  });
  await small.head();
  const holding = small.append([command()]);
  await expect(small.head()).rejects.toMatchObject(unavailable(false));
  await foreign.query('ROLLBACK');
  expect(await holding).toMatchObject([{ kind: 'appended' }]);
  await foreign.end();
  await small.close();
});

test('a session that the server ends is replaced', async () => {
  const foreign = new pg.Client({ connectionString: database().url });
  await foreign.connect();
  await foreign.query(
    'SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid() AND datname = current_database()',
  );
  await foreign.end();
  await store.head().catch(() => undefined);
  expect(await store.head()).toBe('0');
});

test('a statement that is wrong is no passing error, and says nothing of the payload', async () => {
  const foreign = new pg.Client({ connectionString: database().url });
  await foreign.connect();
  await foreign.query('ALTER TABLE "Event" ADD CHECK ("payload" <> \'{"name": "Secret Name"}\')');
  await foreign.end();
  const failing = store.append([command()]);
  await expect(failing).rejects.toMatchObject({ code: 'STORE_FAILED', details: { state: '23514' } });
  await expect(failing).rejects.toMatchObject({ message: expect.not.stringContaining('Secret') });
});

test('after close nothing goes on', async () => {
  const closed = createEventStore({ databaseUrl: database().url, events: testEvents });
  await closed.head();
  await closed.close();
  await expect(closed.head()).rejects.toMatchObject(unavailable(false));
  await closed.close();
});

test('an event that the code does not know stops whoever reads its stream, and says so to who reads all', async () => {
  await direct.append([
    accepted([['badge/b', 0, { category: 'badge', type: 'BadgeMelted', schemaVersion: 1, data: {} }]]),
  ]);
  const found = { code: 'UNKNOWN_EVENT_TYPE', message: expect.stringContaining('BadgeMelted') };
  expect(await direct.readFrom('1', 10)).toMatchObject([{ type: 'BadgeMelted', unreadable: found }]);
  await expect(direct.readStreams([{ stream: 'badge/b', after: 0 }])).rejects.toMatchObject(found);
  const newer = { ...CounterEvents.CounterOpened({ name: 'n' }), schemaVersion: 2 };
  await direct.append([accepted([['counter/c', 0, newer]])]);
  expect(await direct.readFrom('2', 10)).toMatchObject([{ unreadable: { code: 'UNKNOWN_EVENT_TYPE' } }]);
  await expect(direct.readStreams([{ stream: 'counter/c', after: 0 }])).rejects.toMatchObject({
    code: 'UNKNOWN_EVENT_TYPE',
  });
});
