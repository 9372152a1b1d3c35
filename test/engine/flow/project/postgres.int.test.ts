// Workers over a real event store and a real Redis, while events are appended by several writers at once.
import { randomUUID } from 'node:crypto';
import { afterEach, expect, test } from 'vitest';
import {
  createEventReader,
  createEventStore,
} from '../../../../src/engine/flow/accept/event-store/create-event-store.ts';
import { createDoorbell } from '../../../../src/engine/flow/carry/queue/doorbell.ts';
import { startWorkers } from '../../../../src/engine/flow/carry/queue/start-workers.ts';
import { createProjectors } from '../../../../src/engine/flow/project/create-projectors.ts';
import { connectRedis } from '../../../../src/engine/stores/redis/connect-redis.ts';
import { createLaneStore } from '../../../../src/engine/stores/redis/lane-store.ts';
import type { CommandAppend } from '../../../../src/engine/model/event-store.ts';
import type { NewEvent } from '../../../../src/engine/model/events.ts';
import { silentLogger } from '../../../../src/engine/model/logger.ts';
import { streamName } from '../../../../src/engine/model/stream.ts';
import { BadgeEvents, CounterEvents, testEvents } from '../../../support/counter-domain.ts';
import {
  badgeProjection,
  counterProjection,
  totalsProjection,
} from '../../../support/counter-projections.ts';
import { faultsOfDocuments } from '../../../support/oracle/read-documents.ts';
import { readStore } from '../../../support/oracle/read-store.ts';
import { withDatabase, withRedis } from '../../../support/servers.ts';
import { shelfProjection } from '../../../support/shelf-projection.ts';
import { keys } from '../../../support/store-keys.ts';

const database = withDatabase('test');
const server = withRedis({}, 'test');
const closing: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).toReversed()) await close();
});

const projections = [counterProjection, { ...badgeProjection, lanes: 2 }, totalsProjection, shelfProjection];

function appendOf(id: string, events: readonly NewEvent[], expectedVersion: number): CommandAppend {
  const commandId = randomUUID();
  const category = events[0]?.category ?? '';
  return {
    commandId,
    ...{ type: 'test', principal: 'test', inputHash: 'x', payload: {}, streamId: id },
    streams: [{ stream: streamName(category, id), expectedVersion, events }],
    metadata: { causationId: commandId, correlationId: commandId, principal: 'test' },
  };
}

function startWorker() {
  const options = { databaseUrl: database().url, events: testEvents, logger: silentLogger };
  const reader = createEventReader({ ...options, applicationName: 'worker', poolSize: 2 });
  const redis = connectRedis({ url: server().url, role: 'worker' });
  const projectors = createProjectors({
    ...{ projections, reader, store: createLaneStore({ redis, keys }), logger: silentLogger },
    limits: { documentsPerScript: 60 },
  });
  const workers = startWorkers({ redisUrl: server().url, keys, turns: projectors, logger: silentLogger });
  closing.push(async () => {
    await workers.close(5000);
    redis.disconnect();
    await reader.close();
  });
  return { redis, projectors, workers };
}

test('two workers follow four writers, through restarts and a lost Redis, to documents without a fault', async () => {
  const options = { databaseUrl: database().url, events: testEvents, logger: silentLogger };
  const store = createEventStore({ ...options, applicationName: 'api', poolSize: 4 });
  closing.push(() => store.close());
  const { redis, projectors } = startWorker();
  const second = startWorker();
  const bell = createDoorbell({
    redisUrl: server().url,
    keys,
    lanes: projectors.lanes,
    logger: silentLogger,
  });
  closing.push(() => bell.close());

  const write = async (writer: number): Promise<void> => {
    const counter = `c${writer}`;
    let version = 1;
    await store.append([appendOf(counter, [CounterEvents.CounterOpened({ name: counter })], 0)]);
    for (let n = 0; n < 40; n += 1) {
      const badge = BadgeEvents.BadgeAwarded({ counterId: `c${n % 4}`, title: `${n}` });
      const change =
        n % 3 ? CounterEvents.CounterIncremented({ by: n }) : CounterEvents.CounterRenamed({ name: `${n}` });
      await store.append([
        appendOf(`b${writer}-${n}`, [badge], 0),
        appendOf(counter, [change, change], version),
      ]);
      version += 2;
      bell.ring();
    }
  };
  const writing = Promise.all([0, 1, 2, 3].map(write));
  await new Promise((resolve) => setTimeout(resolve, 100));
  await second.workers.close(5000);
  await redis.flushall();
  startWorker();
  await writing;

  const written = await readStore(database().url);
  const { events } = written;
  expect(events).toHaveLength(4 + 4 * 40 * 3);
  const ends = async () =>
    (await projectors.survey(String(events.length))).every(
      ({ position }) => position === String(events.length),
    );
  await expect.poll(ends, { timeout: 30_000 }).toBe(true);
  const faults = async () =>
    (await Promise.all(projections.map((each) => faultsOfDocuments(redis, each, written)))).flat();
  await expect.poll(faults, { timeout: 30_000 }).toEqual([]);
});
