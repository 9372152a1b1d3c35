// Notices of a lane about documents that whoever appended their events has written already.
import { expect, test } from 'vitest';
import { createCommandBus } from '../../../../src/engine/flow/accept/commands/create-command-bus.ts';
import { createEventStore } from '../../../../src/engine/flow/accept/event-store/create-event-store.ts';
import { connectRedis } from '../../../../src/engine/stores/redis/connect-redis.ts';
import { createTableLaneStore } from '../../../../src/engine/stores/postgres/lane-store.ts';
import type { LaneNotice } from '../../../../src/engine/model/notices.ts';
import { testDeciders, testEvents } from '../../../support/counter-domain.ts';
import { counterProjection } from '../../../support/counter-projections.ts';
import { eventually } from '../../../support/eventually.ts';
import { never, worker } from '../../../support/lane-harness.ts';
import { withDatabase, withRedis } from '../../../support/servers.ts';
import { keys } from '../../../support/store-keys.ts';

const database = withDatabase();
const server = withRedis();
const lane = { projection: 'counter', lane: 0 };

test('each event is told of with its own version and type, though the document is further', async () => {
  const databaseUrl = database().url;
  const inline = { ...counterProjection, inline: true, store: 'postgres' as const };
  const redis = connectRedis({ url: server().url, role: 'worker' });
  const subscriber = connectRedis({ url: server().url, role: 'worker' });
  const notified: LaneNotice['documents'][number][] = [];
  subscriber.on('message', (_channel, text) => notified.push(...JSON.parse(text).documents));
  await subscriber.subscribe(keys.notices(lane));
  const store = createEventStore({ databaseUrl, events: testEvents });
  const doorbell = { ring: () => {} };
  const bus = createCommandBus({ store, deciders: testDeciders, projections: [inline], doorbell });
  const lanes = createTableLaneStore({ databaseUrl, redis, keys });
  // The end of a page of two events stands for a turn that comes between the second and the third.
  const projector = worker({ projection: inline, reader: store, store: lanes, eventsPerPage: 2 });
  const send = (command: string, input: object) =>
    bus.dispatch({ command, input: { counterId: 'c', ...input }, principal: 'ada', correlationId: 'k' });
  await projector.turn(lane, never);
  await send('openCounter', { name: 'n' });
  await projector.turn(lane, never);
  await send('increment', { by: 1 });
  await send('increment', { by: 1 });
  await send('rename', { name: 'm' });
  await projector.turn(lane, never);
  await eventually('three notices', () => (notified.length < 3 ? undefined : notified), {
    withinMs: 5000,
  });
  expect(notified).toEqual([
    { id: 'c', version: 1, position: '1', eventTypes: ['CounterOpened'] },
    { id: 'c', version: 3, position: '3', eventTypes: ['CounterIncremented'] },
    { id: 'c', version: 4, position: '4', eventTypes: ['CounterRenamed'] },
  ]);
  await Promise.all([bus.close(), store.close(), lanes.close()]);
  redis.disconnect();
  subscriber.disconnect();
});
