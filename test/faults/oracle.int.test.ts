// The oracle proves itself: what it would not notice, the other tests of this folder would not notice either.
import { Redis } from 'ioredis';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { createFromTemplate, dropDatabase } from '../../src/dev/local/database.ts';
import { SlipstreamError } from '../../src/engine/model/errors.ts';
import { silentLogger } from '../../src/engine/model/logger.ts';
import type { ProjectionUpdate, ReadResult, ReadService } from '../../src/engine/model/services.ts';
import { eventually } from '../support/eventually.ts';
import { settingsOf, sceneOf } from '../support/fault-scene.ts';
import { figures } from '../support/proof.ts';
import { observedModules } from '../support/observed-modules.ts';
import { judge, untilCaughtUp } from '../support/oracle/judge.ts';
import type { Attempt } from '../support/oracle/ledger.ts';
import { readStore, type StoreContent } from '../support/oracle/read-store.ts';
import { watchReads } from '../support/oracle/watch-reads.ts';
import { watchUpdates } from '../support/oracle/watch-updates.ts';
import { randomFrom, seedOfRun } from '../support/random.ts';
import { withDatabase, withRedis } from '../support/servers.ts';
import { startShopLoad } from '../support/shop-load.ts';
import { startApi, startWorker } from '../support/roles.ts';
import { inDocuments, inLedger, inStore } from './planted-bugs.ts';
import { aboutParking } from './planted-parkings.ts';

const database = withDatabase();
const redis = withRedis();
const random = randomFrom(seedOfRun());
let attempts: readonly Attempt[];
let store: StoreContent;
let client: Redis;
const planted = { all: 0, caught: 0 };

// A shop whose history is complete: nobody is left who would repair what is planted.
beforeAll(async () => {
  const settings = settingsOf({ databaseUrl: database().url, redisUrl: redis().url });
  const api = await startApi({ settings, modules: observedModules, logger: silentLogger });
  const worker = await startWorker({ settings, modules: observedModules, logger: silentLogger });
  const load = await startShopLoad({ commands: api.services.commands, random, pauseMs: 5 });
  await eventually('a history', () => load.accepted() >= 250 || undefined);
  await load.stop();
  ({ attempts } = load.ledger);
  await untilCaughtUp(scene(), 20_000);
  await Promise.all([api.close(1000), worker.close(5000)]);
  store = await readStore(scene().databaseUrl);
  client = new Redis(scene().redisUrl);
}, 120_000);

afterAll(() => {
  client.disconnect();
  figures('oracle', {
    seed: random.seed,
    events: store.events.length,
    planted: planted.all,
    caught: planted.caught,
  });
});

const scene = () => sceneOf({ databaseUrl: database().url, redisUrl: redis().url });

function expectCaught(faults: readonly string[], caught: RegExp): void {
  planted.all += 1;
  expect(faults.find((fault) => caught.test(fault)) ?? faults.slice(0, 10)).toEqual(expect.any(String));
  planted.caught += 1;
}

it('finds no fault where there is none', async () => {
  expect((await judge(scene(), attempts)).faults).toEqual([]);
  expect(
    attempts.filter(({ answers }) => answers.some(({ kind }) => kind === 'refused')).length,
  ).toBeGreaterThan(5);
});

it.each([...inDocuments, ...aboutParking])('in Redis: $bug', async ({ plant, caught }) => {
  const keys = await client.keys('slip:*');
  const dumps = await Promise.all(keys.map(async (key) => [key, await client.dumpBuffer(key)] as const));
  await plant(client, store);
  const { faults } = await judge(scene(), attempts);
  await client.flushall();
  await Promise.all(dumps.map(([key, dump]) => dump && client.restore(key, 0, dump)));
  expectCaught(faults, caught);
});

it.each(inStore)('in PostgreSQL: $bug', async ({ plant, caught }) => {
  const { postgresUrl } = inject('servers');
  const name = `planted_${random.uuid().slice(0, 8)}`;
  const databaseUrl = await createFromTemplate(postgresUrl, new URL(database().url).pathname.slice(1), name);
  try {
    await tamperWith(databaseUrl, (connection) => plant(connection, store));
    const { faults } = await judge({ ...scene(), databaseUrl }, attempts);
    expectCaught(faults, caught);
  } finally {
    await dropDatabase(postgresUrl, name);
  }
});

it.each(inLedger)('in what clients were told: $bug', async ({ plant, caught }) => {
  const { faults } = await judge(scene(), plant(attempts, store));
  expectCaught(faults, caught);
});

describe('by those who read', () => {
  const receipt = {
    commandId: 'c',
    streamId: 'order-1',
    version: 3,
    position: '7',
    token: 'token',
    replayed: false,
  };
  const shown = (version: number): ReadResult => ({
    document: { readModel: 'order', id: 'order-1', version, position: '7', body: {} },
    token: 'token',
  });
  const answers: readonly { bug: string; read: (n: number) => ReadResult; caught: RegExp }[] = [
    { bug: 'a false null', read: () => ({ ...shown(3), document: null }), caught: /was said not to exist/ },
    {
      bug: 'a null for what was seen before',
      read: (n) => (n < 3 ? shown(3) : { ...shown(3), document: null }),
      caught: /was said not to exist/,
    },
    { bug: 'an older version than was asked for', read: () => shown(2), caught: /was shown at 2/ },
    { bug: 'a version that falls', read: (n) => shown(n < 3 ? 5 : 4), caught: /was shown at 4/ },
    {
      bug: 'parked, though nothing is poison',
      read: () => {
        throw new SlipstreamError('DOCUMENT_PARKED', 'It is parked.');
      },
      caught: /DOCUMENT_PARKED/,
    },
    {
      bug: 'an error without a code',
      read: () => {
        throw new TypeError('undefined is not a function');
      },
      caught: /TypeError/,
    },
  ];
  it.each(answers)('$bug', async ({ read, caught }) => {
    let times = 0;
    const reads: Pick<ReadService, 'read'> = {
      read: async () => {
        times += 1;
        return read(times);
      },
    };
    const watch = watchReads({ reads, receipts: [receipt], random, readers: 1 });
    await eventually('faults', () => watch.faults.length > 0 || undefined);
    await watch.stop();
    expectCaught(watch.faults, caught);
  });
});

describe('by those who subscribe', () => {
  const update = (position: number, version: number, shown = version): ProjectionUpdate => ({
    readModel: 'order',
    id: 'order-1',
    version,
    token: Buffer.from(`store@${position}`).toString('base64url'),
    eventTypes: [],
    projectedAt: new Date(0).toISOString(),
    coalesced: 0,
    document: { readModel: 'order', id: 'order-1', version: shown, position: String(position), body: {} },
  });
  const streams: readonly {
    bug: string;
    updates: readonly ProjectionUpdate[];
    readable?: number;
    caught: RegExp;
  }[] = [
    { bug: 'a version that falls', updates: [update(1, 2), update(2, 1)], caught: /went from/ },
    { bug: 'a position that falls', updates: [update(2, 1), update(1, 2)], caught: /went from/ },
    { bug: 'the same update twice', updates: [update(1, 1), update(1, 1)], caught: /went from/ },
    {
      bug: 'a label that its document does not have',
      updates: [update(1, 2, 1)],
      caught: /came with 1 under the label 2/,
    },
    {
      bug: 'told before it can be read',
      updates: [update(5, 2)],
      readable: 1,
      caught: /was told at 2, but read at 1/,
    },
  ];
  it.each(streams)('$bug', async ({ updates, readable, caught }) => {
    const watch = await watchUpdates({
      subscriptions: { subscribe: async () => streamOf(updates) },
      reads: { read: async () => ({ document: update(4, readable ?? 9).document, token: '' }) },
      ids: ['order-1'],
      withDocuments: readable === undefined,
    });
    await watch.over;
    expectCaught(watch.faults, caught);
  });
});

async function* streamOf(updates: readonly ProjectionUpdate[]): AsyncIterableIterator<ProjectionUpdate> {
  yield* updates;
}

async function tamperWith(
  databaseUrl: string,
  tamper: (connection: pg.Client) => Promise<unknown>,
): Promise<void> {
  const connection = new pg.Client({ connectionString: databaseUrl });
  await connection.connect();
  try {
    for (const table of ['Event', 'Command']) {
      await connection.query(`ALTER TABLE "${table}" DISABLE TRIGGER USER`);
    }
    await connection.query('DROP INDEX "Event_id_key"');
    await tamper(connection);
  } finally {
    await connection.end();
  }
}
