import { randomUUID } from 'node:crypto';
import { PrismaPg } from '@prisma/adapter-pg';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { createDatabase, dropDatabase } from '../../../../src/dev/local/database.ts';
import { migrate } from '../../../../src/engine/postgres/migrations/migrate.ts';
import { createEventStore } from '../../../../src/engine/flow/accept/event-store/create-event-store.ts';
import { removeRefusals } from '../../../../src/engine/flow/accept/event-store/refused-commands.ts';
import { PrismaClient } from '../../../../src/engine/postgres/prisma/client.ts';
import { accepted, incremented, noRoom, opened, refused } from '../../../support/appends.ts';
import { testEvents } from '../../../support/counter-domain.ts';
import { withDatabase } from '../../../support/servers.ts';

const database = withDatabase();
const takes = accepted([['counter/a', 0, opened(), incremented()]]);
const refuses = refused();
let store: ReturnType<typeof createEventStore>;
let client: pg.Client;

beforeAll(async () => {
  store = createEventStore({ databaseUrl: database().url, events: testEvents });
  await store.append([takes, refuses]);
  const [, last] = await store.readFrom('1', 2);
  const lastEventId = last?.id ?? '';
  const state = { count: 1 };
  await store.snapshots.save({ stream: 'counter/a', foldId: 'code', version: 2, lastEventId, state });
  client = new pg.Client({ connectionString: database().url });
  await client.connect();
});
afterAll(async () => {
  await client.end();
  await store.close();
});

test('schema.prisma and the migrations agree: every model is read through the client', async () => {
  const prisma = new PrismaClient({ adapter: new PrismaPg(database().url) });
  const [first] = await store.readFrom('1', 1);
  expect(await prisma.event.findMany({ orderBy: { position: 'asc' } })).toEqual([
    {
      position: 1n,
      id: first?.id,
      stream: 'counter/a',
      version: 1,
      type: 'CounterOpened',
      schemaVersion: 1,
      payload: { name: 'a counter' },
      metadata: takes.metadata,
      recordedAt: new Date(first?.recordedAt ?? ''),
      occurredAt: new Date(first?.occurredAt ?? ''),
    },
    expect.objectContaining({ position: 2n, version: 2 }),
  ]);
  const command = {
    principal: 'tester',
    type: 'writeSomething',
    payload: { some: 'input' },
    inputHash: 'hash',
    correlationId: 'correlation',
    recordedAt: new Date(first?.recordedAt ?? ''),
  };
  const { code, name, message, data } = noRoom;
  expect(await prisma.command.findMany()).toEqual([
    {
      ...command,
      id: takes.commandId,
      outcome: 'ACCEPTED',
      streamId: 'a',
      version: 2,
      position: 2n,
      rejectionCode: null,
      rejection: null,
    },
  ]);
  expect(await prisma.refusedCommand.findMany()).toEqual([
    {
      ...command,
      id: refuses.commandId,
      streamId: 'room-1',
      rejectionCode: code,
      rejection: { name, message, data },
    },
  ]);
  expect(await prisma.eventStoreHead.findMany()).toEqual([{ id: 1 }]);
  expect(await prisma.snapshot.findMany()).toEqual([
    {
      stream: 'counter/a',
      codeHash: 'code',
      version: 2,
      lastEventId: expect.any(String),
      state: { count: 1 },
    },
  ]);
  expect(await prisma.incarnation.findMany()).toEqual([{ id: 1, value: await store.incarnation() }]);
  await prisma.$disconnect();
});

describe('what has happened is never changed', () => {
  const columns = { Event: '"position"', Command: '"id"' };
  const changes = Object.entries(columns).flatMap(([table, column]) => [
    `UPDATE "${table}" SET "type" = 'x'`,
    `UPDATE "${table}" SET "type" = 'x' WHERE FALSE`,
    `DELETE FROM "${table}"`,
    `TRUNCATE "${table}"`,
    `TRUNCATE "${table}" CASCADE`,
    `INSERT INTO "${table}" SELECT * FROM "${table}" ON CONFLICT DO NOTHING; DELETE FROM "${table}" WHERE ${column} IS NULL`,
    `MERGE INTO "${table}" t USING "${table}" s ON t.${column} = s.${column} WHEN MATCHED THEN DELETE`,
    `SET session_replication_role = replica; DELETE FROM "${table}"`,
  ]);

  test.each(changes)('%s', async (sql) => {
    await expect(client.query(sql)).rejects.toMatchObject({
      code: '42501',
      message: expect.stringContaining('is append-only'),
    });
    await client.query('RESET session_replication_role');
    expect(await store.head()).toBe('2');
  });

  test.each([
    `UPDATE "RefusedCommand" SET "type" = 'x'`,
    'TRUNCATE "RefusedCommand"',
    'DELETE FROM "RefusedCommand"',
    'SET session_replication_role = replica; DELETE FROM "RefusedCommand"',
  ])('nor is a refusal of today: %s', async (sql) => {
    await expect(client.query(sql)).rejects.toMatchObject({ code: '42501' });
    await client.query('RESET session_replication_role');
    expect((await client.query('SELECT FROM "RefusedCommand"')).rowCount).toBe(1);
  });
});

test('what was refused long ago is removed, and decided anew when it comes again', async () => {
  const old = refused();
  await client.query(
    `INSERT INTO "RefusedCommand"
     SELECT "principal", $1, "type", "payload", "inputHash", "streamId", "rejectionCode", "rejection", "correlationId",
       '2020-02-29' FROM "RefusedCommand"`,
    [old.commandId],
  );
  expect(await store.append([old])).toMatchObject([{ kind: 'replayed' }]);
  const owned = { databaseUrl: database().url };
  expect(await removeRefusals(owned, '2020-02-29T00:00:00Z')).toBe(0);
  expect(await removeRefusals(owned, '2020-03-01')).toBe(1);
  expect(await store.append([old])).toMatchObject([{ kind: 'recorded' }]);
});

test('each migrated database is an incarnation of its own, with one row each to lock and to tell it', async () => {
  const name = 'another_incarnation';
  const url = await createDatabase(inject('servers').postgresUrl, name);
  await migrate(url);
  const other = createEventStore({ databaseUrl: url, events: testEvents });
  expect(await other.incarnation()).not.toBe(await store.incarnation());
  await other.close();
  await dropDatabase(inject('servers').postgresUrl, name);
  for (const table of ['EventStoreHead', 'Incarnation']) {
    await expect(client.query(`INSERT INTO "${table}" ("id") VALUES (2)`)).rejects.toThrow(/check/);
  }
});

test('times do not depend on the time zone of a session', async () => {
  const [before] = await store.readFrom('1', 1);
  await client.query(
    `ALTER DATABASE "${new URL(database().url).pathname.slice(1)}" SET timezone = 'Asia/Kolkata'`,
  );
  const elsewhere = createEventStore({ databaseUrl: database().url, events: testEvents });
  expect(await elsewhere.readFrom('1', 1)).toEqual([before]);
  const occurredAt = '2020-02-29T12:00:00.000Z';
  await elsewhere.append([accepted([['counter/zone', 0, opened()]], { occurredAt })]);
  const [read] = await elsewhere.readFrom('3', 1);
  expect(read?.occurredAt).toBe(occurredAt);
  expect(Math.abs(Date.parse(read?.recordedAt ?? '') - Date.now())).toBeLessThan(600_000);
  await elsewhere.close();
});

test('snapshots: one per stream, of the newest version, believed only by the code that made it', async () => {
  const { snapshots } = store;
  const key = { stream: 'counter/s', foldId: 'one' } as const;
  const load = async (foldId: string) => (await snapshots.load([{ ...key, foldId }]))[0];
  await store.append([accepted([[key.stream, 0, opened(), incremented(), incremented(), incremented()]])]);
  const { streams } = await store.readStreams([{ stream: key.stream, after: 0 }]);
  const at = (version: number) => ({ version, lastEventId: streams[0]?.[version - 1]?.id ?? '' });
  expect(await load('one')).toBeUndefined();
  await snapshots.save({ ...key, ...at(4), state: { n: 4 } });
  await snapshots.save({ ...key, ...at(3), state: { n: 3 } });
  expect(await load('one')).toEqual({
    ...{ ...key, ...at(4), state: { n: 4 } },
    occurredAt: streams[0]?.[3]?.occurredAt,
  });
  expect(await load('two')).toBeUndefined();
  await snapshots.save({ ...key, foldId: 'two', ...at(3), state: [null] });
  expect(await load('one')).toBeUndefined();
  const both = await snapshots.load([
    { ...key, foldId: 'none' },
    { ...key, foldId: 'two' },
  ]);
  expect(both).toMatchObject([undefined, { ...key, foldId: 'two', version: 3, state: [null] }]);
});

test('a snapshot is believed only while the event it ends with stands in the store', async () => {
  const { snapshots } = store;
  const key = { stream: 'counter/restored', foldId: 'one' } as const;
  await store.append([accepted([[key.stream, 0, opened(), incremented(), incremented()]])]);
  const { streams } = await store.readStreams([{ stream: key.stream, after: 0 }]);
  const at = (version: number) => ({ version, lastEventId: streams[0]?.[version - 1]?.id ?? '' });
  const load = async () => (await snapshots.load([key]))[0];

  // Saved late, by a process that has seen a future that a restore has undone.
  await snapshots.save({ ...key, version: 2, lastEventId: randomUUID(), state: { lost: true } });
  await snapshots.save({ ...key, version: 9, lastEventId: randomUUID(), state: { lost: true } });
  expect(await load()).toBeUndefined();
  // Restored together with its table, or written by older code.
  for (const lastEventId of ['gen_random_uuid()', 'NULL']) {
    await client.query(`
      INSERT INTO "Snapshot" ("stream", "codeHash", "version", "lastEventId", "state")
      VALUES ('${key.stream}', 'one', 7, ${lastEventId}, '{}')`);
    expect(await load()).toBeUndefined();
    await snapshots.save({ ...key, ...at(2), state: { n: 2 } });
    expect(await load()).toMatchObject({ ...at(2), state: { n: 2 } });
    await client.query(`DELETE FROM "Snapshot" WHERE "stream" = '${key.stream}'`);
  }
});

describe('the SQL functions', () => {
  /** As a process appends that knows nothing of guards. */
  const appendOf = (id: string) => `
    SELECT kind, version FROM append_commands(
      ARRAY['old'], ARRAY['${id}']::UUID[], ARRAY['rename'], ARRAY['{}'], ARRAY['hash'], ARRAY['old'], ARRAY[NULL],
      ARRAY[NULL], ARRAY['k'], ARRAY[1], ARRAY[1], ARRAY[1], ARRAY['counter/old'], ARRAY[0], ARRAY[1],
      ARRAY[1], ARRAY['${randomUUID()}']::UUID[], ARRAY['counter/old'], ARRAY[1], ARRAY['CounterOpened'], ARRAY[1],
      ARRAY['{"name":"old"}'], ARRAY['{}'], ARRAY[NULL]::TIMESTAMPTZ[])`;

  test('serve processes of older code during a deploy', async () => {
    const append = appendOf(randomUUID());
    expect((await client.query(append)).rows).toEqual([{ kind: 'appended', version: 1 }]);
    expect((await client.query(append)).rows).toMatchObject([{ kind: 'replayed' }]);
    expect((await client.query(appendOf(randomUUID()))).rows).toMatchObject([{ kind: 'conflict' }]);
    for (const limits of ['', ', ARRAY[NULL]::INTEGER[]']) {
      const tails = `SELECT version FROM stream_tails(ARRAY['counter/old'], ARRAY[0]${limits})`;
      expect((await client.query(tails)).rows).toEqual([{ version: 1 }]);
    }
  });

  test('append at no isolation level at which they would see the past', async () => {
    for (const level of ['REPEATABLE READ', 'SERIALIZABLE']) {
      await client.query(`BEGIN ISOLATION LEVEL ${level}`);
      await expect(client.query(appendOf(randomUUID()))).rejects.toThrow('read committed');
      await client.query('ROLLBACK');
    }
  });
});
