// Events that this code can't read: a type or a schema version that it does not know, an upcast that throws. They stop
// those lanes and reactions that fold something of their category, and no others.
import { describe, expect, test } from 'vitest';
import { defineEvents, event } from '../../../../src/engine/definitions/events.ts';
import type { Projection } from '../../../../src/engine/definitions/projection.ts';
import { upcasterFor } from '../../../../src/engine/flow/accept/event-store/upcast-events.ts';
import { planAnswers } from '../../../../src/engine/flow/react/plan-answers.ts';
import { foldWriteModel } from '../../../../src/engine/flow/read/queries/fold-write-model.ts';
import type { EventReader } from '../../../../src/engine/model/event-store.ts';
import type { NewEvent } from '../../../../src/engine/model/events.ts';
import type { Logger } from '../../../../src/engine/model/logger.ts';
import { silentLogger } from '../../../../src/engine/model/logger.ts';
import { memoryLaneStore } from '../../../../src/engine/stores/memory/memory-lane-store.ts';
import { markIncrements } from '../../../support/counting-reaction.ts';
import { BadgeEvents, CounterEvents } from '../../../support/counter-domain.ts';
import {
  badgeProjection,
  counterProjection,
  totalsProjection,
} from '../../../support/counter-projections.ts';
import { dumpLive, never, worker } from '../../../support/lane-harness.ts';
import { memoryEventReader } from '../../../support/memory-event-reader.ts';

const { CounterOpened, CounterIncremented } = CounterEvents;
const brokenUpcast = [() => JSON.parse('not JSON')] as const;
/** Badges as code that is a version ahead, with an upcast that throws. */
const NewerBadges = defineEvents('badge', {
  BadgeAwarded: event<{ counterId: string; title: string }, [object]>({ upcasts: brokenUpcast }),
  BadgeRetitled: event<{ title: string }>(),
});

const unknown = (category: string): NewEvent => ({ category, type: 'Melted', schemaVersion: 1, data: {} });
const newer = { ...BadgeEvents.BadgeRetitled({ title: 't' }), schemaVersion: 2 };

/** Two counters with an event between them that is not what this code knows. */
function storeWith(between: NewEvent, known = [CounterEvents, BadgeEvents]) {
  const written = memoryEventReader();
  written.append('c1', CounterOpened({ name: 'one' }));
  written.append('x1', between);
  written.append('c1', CounterIncremented({ by: 2 }));
  const toEvent = upcasterFor(known);
  const read: EventReader['readFrom'] = async (position, limit) =>
    (await written.readFrom(position, limit)).map((each) =>
      toEvent({ ...each, stream: `${each.category}/${each.streamId}`, payload: each.data }),
    );
  return { ...written, readFrom: read };
}

async function turnOf(projection: Projection, reader: EventReader) {
  const store = memoryLaneStore();
  const logged: object[] = [];
  const logger: Logger = { ...silentLogger, error: (fields) => void logged.push(fields) };
  const lane = { projection: projection.name, lane: 0 };
  const outcome = await worker({ projection, reader, store, logger }).turn(lane, never);
  return { outcome, logged, position: (await dumpLive(store, lane)).position };
}

const past = { outcome: 'atHead', logged: [], position: '3' };
const stoppedBy = (reason: string) => ({
  outcome: 'stopped',
  position: '1',
  logged: [
    {
      ...{ code: 'LANE_STOPPED', position: '2', reason },
      ...{ commandId: expect.any(String), correlationId: expect.any(String) },
    },
  ],
});

describe('a lane', () => {
  test('goes on past what it folds nothing of, also by its references', async () => {
    for (const projection of [counterProjection, badgeProjection, totalsProjection]) {
      expect(await turnOf(projection, storeWith(unknown('tally')))).toEqual(past);
    }
    for (const event of [unknown('badge'), newer]) {
      expect(await turnOf(counterProjection, storeWith(event))).toEqual(past);
    }
  });

  test('stops before what may be something to it, its references or its view of many streams', async () => {
    for (const projection of [badgeProjection, totalsProjection]) {
      for (const event of [unknown('badge'), newer]) {
        expect(await turnOf(projection, storeWith(event))).toMatchObject(stoppedBy('UNKNOWN_EVENT_TYPE'));
      }
    }
    for (const projection of [counterProjection, badgeProjection]) {
      const outcome = await turnOf(projection, storeWith(unknown('counter')));
      expect(outcome).toMatchObject(stoppedBy('UNKNOWN_EVENT_TYPE'));
    }
  });

  test('goes on past an upcast that throws, or parks the document of its stream', async () => {
    const reader = () =>
      storeWith(BadgeEvents.BadgeAwarded({ counterId: 'c1', title: 't' }), [CounterEvents, NewerBadges]);
    expect(await turnOf(counterProjection, reader())).toEqual(past);
    expect(await turnOf(badgeProjection, reader())).toMatchObject({
      ...{ outcome: 'atHead', position: '3' },
      logged: [{ code: 'DOCUMENT_PARKED', id: 'x1', reason: 'UPCAST_FAILED' }],
    });
    expect(await turnOf(totalsProjection, reader())).toMatchObject(stoppedBy('UPCAST_FAILED'));
  });

  test('does not take the event of another context for its own because their types have one name', async () => {
    const moved = { ...CounterIncremented({ by: 5 }), category: 'badge' };
    expect(await turnOf(counterProjection, storeWith(moved))).toEqual(past);
    expect(await turnOf(badgeProjection, storeWith(moved))).toMatchObject(stoppedBy('UNKNOWN_EVENT_TYPE'));
  });
});

test('an upcast runs only for those who fold the category', async () => {
  let runs = 0;
  const Counted = defineEvents('badge', {
    BadgeAwarded: event<object, [object]>({ upcasts: [(data) => ((runs += 1), data)] }),
  });
  const awarded = BadgeEvents.BadgeAwarded({ counterId: 'c1', title: 't' });
  const reader = storeWith(awarded, [CounterEvents, Counted] as never);
  expect(await turnOf(counterProjection, reader)).toEqual(past);
  expect(runs).toBe(0);
});

test('a reaction answers past what it answers nothing of, and stops before the rest', async () => {
  const strange = await storeWith(unknown('badge')).readFrom('1', 10);
  expect(planAnswers(markIncrements, strange)).toMatchObject({
    answers: [{ commands: [{ commandId: expect.any(String) }] }],
  });
  const own = await storeWith(unknown('counter')).readFrom('1', 10);
  expect(planAnswers(markIncrements, own)).toMatchObject({
    answers: [],
    failed: { event: { position: '2' }, error: { code: 'UNKNOWN_EVENT_TYPE' } },
  });
});

test('a document of many streams is folded for a read past what it folds nothing of', async () => {
  const fold = (event: NewEvent) =>
    foldWriteModel({ projection: totalsProjection, id: 'all', stored: undefined }, storeWith(event));
  expect(await fold(unknown('tally'))).toMatchObject({ document: { body: { opened: 1, sum: 2 } } });
  await expect(fold(unknown('badge'))).rejects.toMatchObject({ code: 'UNKNOWN_EVENT_TYPE' });
});
