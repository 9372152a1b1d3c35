// The stand-in for Postgres must do what Postgres does.
import { expect, test } from 'vitest';
import { memoryEventStore } from '../../../../src/engine/testing/memory/memory-event-store.ts';
import { eventStoreContract } from '../../../contracts/event-store.ts';
import { accepted, incremented, opened } from '../../../support/appends.ts';
import { testEvents } from '../../../support/counter-domain.ts';

eventStoreContract('The event store in memory', async () => ({
  store: memoryEventStore({ events: testEvents, clock: () => new Date() }),
  close: async () => {},
}));

test('events are recorded at the time of the clock that was handed in, which is asked once for a batch', async () => {
  let minutes = 0;
  const clock = () => new Date(Date.UTC(2026, 0, 1, 0, (minutes += 1)));
  const store = memoryEventStore({ events: testEvents, clock });
  const occurredAt = '2020-02-03T04:05:06+01:00';
  await store.append([
    accepted([['counter/a', 0, opened(), incremented()]]),
    accepted([['counter/b', 0, opened()]], { occurredAt }),
  ]);
  await store.append([accepted([['counter/a', 2, incremented()]])]);
  expect(store.events().map((event) => [event.recordedAt.slice(11, 16), event.occurredAt])).toEqual([
    ['00:01', '2026-01-01T00:01:00.000Z'],
    ['00:01', '2026-01-01T00:01:00.000Z'],
    ['00:01', '2020-02-03T03:05:06.000Z'],
    ['00:02', '2026-01-01T00:02:00.000Z'],
  ]);
});

test('what was given can be changed, what is stored can not', async () => {
  const store = memoryEventStore({ events: testEvents, clock: () => new Date() });
  const data = { name: 'first' };
  await store.append([accepted([['counter/a', 0, { ...opened(), data }]])]);
  data.name = 'changed';
  expect(store.events()[0]?.data).toEqual({ name: 'first' });
  expect(store.events()[0]?.data).toSatisfy(Object.isFrozen);
});
