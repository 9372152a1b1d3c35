// The contract of event stores, whatever they keep their events in.
import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { AppendOutcome, CommandAppend, EventStore } from '../../src/engine/model/event-store.ts';
import type { StreamName } from '../../src/engine/model/stream.ts';
import {
  accepted,
  allEvents,
  incremented,
  noRoom,
  opened,
  refused,
  withoutEvents,
} from '../support/appends.ts';
import { BadgeEvents } from '../support/counter-domain.ts';

/** @param create makes an empty store for each test that knows the events of the counter domain. */
export function eventStoreContract(
  name: string,
  create: () => Promise<{ readonly store: EventStore; readonly close: () => Promise<void> }>,
): void {
  describe(`${name} keeps the contract of an event store`, () => {
    let store: EventStore;
    let close: () => Promise<void>;
    /** What became of all appends. */
    let told: AppendOutcome[];
    beforeEach(async () => {
      const made = await create();
      told = [];
      const append: EventStore['append'] = async (commands) => {
        const outcomes = await made.store.append(commands);
        told.push(...outcomes);
        return outcomes.map(withoutEvents);
      };
      store = { ...made.store, append };
      close = made.close;
    });
    afterEach(() => close());

    const kinds = (outcomes: readonly AppendOutcome[]) => outcomes.map(({ kind }) => kind);
    const stored = async () =>
      (await allEvents(store)).map(
        ({ position, category, streamId, version, type }) =>
          `${position} ${category}/${streamId}@${version} ${type}`,
      );
    const one: StreamName = 'counter/one';
    const two: StreamName = 'counter/two';

    describe('reading', () => {
      test('an empty store has a head of 0, no events, and an incarnation that stays', async () => {
        expect(await store.head()).toBe('0');
        expect(await store.readFrom('1', 10)).toEqual([]);
        expect(await store.readStreams([{ stream: one, after: 0 }])).toMatchObject({
          ...{ streams: [[]], head: '0' },
          now: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
        });
        const incarnation = await store.incarnation();
        expect(incarnation).toMatch(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
        expect(await store.incarnation()).toBe(incarnation);
      });

      test('it says what was recorded at least so long ago', async () => {
        expect(await store.positionBefore(0)).toBe('0');
        await store.append([accepted([[one, 0, opened()]])]);
        await sleep(60);
        await store.append([accepted([[one, 1, incremented(), incremented()]])]);
        expect(await store.positionBefore(30)).toBe('1');
        expect(await store.positionBefore(60_000)).toBe('0');
        await sleep(2);
        expect(await store.positionBefore(0)).toBe('3');
      });

      test('an event comes back with everything that is known of it', async () => {
        const data = { name: 'Zoë "∞" \\u0000 \\ 🎈\n', nested: { list: [1, 2.5, -3e21, true, null, {}] } };
        const metadata = { causationId: 'c', correlationId: 'k', principal: 'p', traceparent: '00-a-b-01' };
        const event = { ...opened(), data };
        await store.append([accepted([[one, 0, event]], { metadata })]);
        const [read] = await store.readFrom('1', 10);
        expect(read).toEqual({
          id: expect.stringMatching(/^[0-9a-f]{8}-[0-9a-f]{4}-7/),
          position: '1',
          category: 'counter',
          streamId: 'one',
          version: 1,
          type: 'CounterOpened',
          schemaVersion: 1,
          data,
          metadata,
          recordedAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
          occurredAt: read?.recordedAt,
        });
      });

      test('whoever appends events is told them as they are read from then on', async () => {
        const data = { name: 'n', list: [1.5, -3e21, null], nested: { z: 1, a: { '': '' } } };
        const occurredAt = '2019-12-31T23:59:59.999Z';
        await store.append([
          accepted([[one, 0, { ...opened(), data }, incremented()]], { occurredAt }),
          accepted([[one, 0, opened()]]),
          accepted([
            [two, 0, opened()],
            ['badge/b', 0, BadgeEvents.BadgeAwarded({ counterId: 'two', title: 't' })],
          ]),
        ]);
        const events = told.flatMap((outcome) => (outcome.kind === 'appended' ? outcome.events : []));
        expect(events).toHaveLength(4);
        expect(events).toEqual(await allEvents(store));
      });

      test('a command may say when its events happened', async () => {
        const occurredAt = '2019-12-31T23:59:59.999Z';
        await store.append([accepted([[one, 0, opened()]], { occurredAt })]);
        const [read] = await store.readFrom('1', 1);
        expect(read?.occurredAt).toBe(occurredAt);
        expect(read?.recordedAt).not.toBe(occurredAt);
      });

      test('events are read from a position on, in order, up to a limit', async () => {
        await store.append([accepted([[one, 0, opened(), incremented(), incremented()]])]);
        await store.append([accepted([[two, 0, opened()]])]);
        expect(await store.head()).toBe('4');
        expect((await store.readFrom('2', 2)).map(({ position }) => position)).toEqual(['2', '3']);
        expect((await store.readFrom('4', 9)).map(({ streamId }) => streamId)).toEqual(['two']);
        expect(await store.readFrom('5', 9)).toEqual([]);
      });

      test('the tails of streams come in the order asked for, each after its version', async () => {
        await store.append([
          accepted([[one, 0, opened(), incremented()]]),
          accepted([[two, 0, opened(), incremented(), incremented()]]),
        ]);
        const { streams, head } = await store.readStreams([
          { stream: two, after: 1 },
          { stream: 'counter/none', after: 0 },
          { stream: one, after: 0 },
          { stream: two, after: 3 },
          { stream: two, after: 2 },
        ]);
        const versions = streams.map((events) =>
          events.map(({ streamId, version }) => `${streamId}@${version}`),
        );
        expect(versions).toEqual([['two@2', 'two@3'], [], ['one@1', 'one@2'], [], ['two@3']]);
        expect(head).toBe('5');
        const oldest = await store.readStreams([
          { stream: one, after: 0, limit: 1 },
          { stream: two, after: 0 },
        ]);
        expect(oldest.streams.map((tail) => tail.map(({ version }) => version))).toEqual([[1], [1, 2, 3]]);
        expect(await store.readStreams([])).toMatchObject({ streams: [], head: '5' });
      });
    });

    test('a tail begins with the event at its version if that is another one than it was', async () => {
      await store.append([accepted([[one, 0, opened(), incremented(), incremented()]])]);
      const [, second] = await store.readFrom('1', 2);
      const { streams } = await store.readStreams([
        { stream: one, after: 2, ...(second ? { afterId: second.id } : {}) },
        { stream: one, after: 2, afterId: randomUUID() },
        { stream: one, after: 4, afterId: randomUUID() },
        { stream: two, after: 2, afterId: randomUUID() },
      ]);
      expect(streams.map((tail) => tail.map(({ version }) => version))).toEqual([[3], [2, 3], [], []]);
    });

    describe('appending', () => {
      test('nothing at all', async () => {
        expect(await store.append([])).toEqual([]);
      });

      test('positions are dense over the commands of a batch, versions within each stream', async () => {
        const outcomes = await store.append([
          accepted([[one, 0, opened(), incremented()]]),
          accepted([[two, 0, opened()]]),
        ]);
        expect(outcomes).toEqual([
          { kind: 'appended', version: 2, position: '2' },
          { kind: 'appended', version: 1, position: '3' },
        ]);
        expect(await store.append([accepted([[one, 2, incremented()]])])).toEqual([
          { kind: 'appended', version: 3, position: '4' },
        ]);
        expect(await stored()).toEqual([
          '1 counter/one@1 CounterOpened',
          '2 counter/one@2 CounterIncremented',
          '3 counter/two@1 CounterOpened',
          '4 counter/one@3 CounterIncremented',
        ]);
      });

      test('a command without events is stored if its stream is where it expects it', async () => {
        await store.append([accepted([[one, 0, opened()]])]);
        const idle = accepted([[one, 1]]);
        expect(await store.append([idle, accepted([[two, 1]])])).toEqual([
          { kind: 'appended', version: 1, position: '1' },
          { kind: 'conflict', stream: two, expectedVersion: 1, actualVersion: 0 },
        ]);
        expect(kinds(await store.append([idle]))).toEqual(['replayed']);
        expect(await store.head()).toBe('1');
      });

      test('what cannot be stored is refused before anything is', async () => {
        const bad = [
          accepted([[one, 0, opened('NUL \0')]]),
          accepted([[one, 0, opened('half \ud83c')]]),
          accepted([[one, 0, opened()]], { commandId: 'no uuid' }),
          accepted([[one, 0, opened()]], { principal: 'NUL \0' }),
          accepted([
            [one, 0, opened()],
            [one, 0, opened()],
          ]),
          accepted([]),
        ];
        for (const command of bad) {
          await expect(store.append([accepted([[two, 0, opened()]]), command])).rejects.toMatchObject({
            code: 'INVALID_APPEND',
          });
        }
        expect(await store.head()).toBe('0');
      });
    });

    describe('conflicts', () => {
      test('harm no other command of the batch and leave no hole', async () => {
        await store.append([accepted([[one, 0, opened()]])]);
        const outcomes = await store.append([
          accepted([[two, 0, opened()]]),
          accepted([[one, 0, opened()]]),
          accepted([['counter/three', 2, incremented()]]),
          accepted([['counter/four', 0, opened()]]),
        ]);
        expect(outcomes).toEqual([
          { kind: 'appended', version: 1, position: '2' },
          { kind: 'conflict', stream: one, expectedVersion: 0, actualVersion: 1 },
          { kind: 'conflict', stream: 'counter/three', expectedVersion: 2, actualVersion: 0 },
          { kind: 'appended', version: 1, position: '3' },
        ]);
        expect(await stored()).toHaveLength(3);
      });

      test('are not kept: the same command may be decided again', async () => {
        await store.append([accepted([[one, 0, opened()]])]);
        const commandId = randomUUID();
        expect(kinds(await store.append([accepted([[one, 0, incremented()]], { commandId })]))).toEqual([
          'conflict',
        ]);
        expect(kinds(await store.append([accepted([[one, 1, incremented()]], { commandId })]))).toEqual([
          'appended',
        ]);
      });

      test('of one stream keep a command out of all its streams', async () => {
        await store.append([accepted([[two, 0, opened()]])]);
        const award = BadgeEvents.BadgeAwarded({ counterId: 'two', title: 't' });
        const [outcome] = await store.append([
          accepted([
            ['badge/b', 0, award],
            [two, 0, incremented()],
          ]),
        ]);
        expect(outcome).toEqual({ kind: 'conflict', stream: two, expectedVersion: 0, actualVersion: 1 });
        const writes = accepted([
          ['badge/b', 0, award],
          [two, 1, incremented(), incremented()],
        ]);
        expect(await store.append([writes])).toEqual([{ kind: 'appended', version: 1, position: '4' }]);
        expect(await stored()).toEqual([
          '1 counter/two@1 CounterOpened',
          '2 badge/b@1 BadgeAwarded',
          '3 counter/two@2 CounterIncremented',
          '4 counter/two@3 CounterIncremented',
        ]);
      });

      test('arise for the later command when two of a batch write to one stream', async () => {
        const outcomes = await store.append([
          accepted([[one, 0, opened(), incremented()]]),
          accepted([
            [two, 0, opened()],
            [one, 0, opened()],
          ]),
          accepted([[two, 0, opened()]]),
          accepted([[one, 0, opened()]]),
        ]);
        expect(outcomes).toEqual([
          { kind: 'appended', version: 2, position: '2' },
          { kind: 'conflict', stream: one, expectedVersion: 0, actualVersion: 2 },
          // The one before it was refused, so this stream is free.
          { kind: 'appended', version: 1, position: '3' },
          { kind: 'conflict', stream: one, expectedVersion: 0, actualVersion: 2 },
        ]);
      });
    });

    describe('guards', () => {
      const three: StreamName = 'counter/three';
      /** `one` at version 2, and the ids of its events. */
      async function ids(): Promise<readonly [string, string]> {
        await store.append([accepted([[one, 0, opened(), incremented()]])]);
        const [first, second] = await store.readFrom('1', 2);
        return [first?.id ?? '', second?.id ?? ''];
      }
      const creates = (stream: StreamName, guards: CommandAppend['guards'] & object) =>
        accepted([[stream, 0, opened()]], { guards });

      test('hold a command to where the streams stood that it was decided on', async () => {
        const [first, second] = await ids();
        const outcomes = await store.append([
          creates(two, [{ stream: one, version: 2, lastEventId: second }]),
          creates(three, [{ stream: one, version: 1, lastEventId: first }]),
          creates(three, [{ stream: one, version: 2, lastEventId: first }]),
          creates(three, [
            { stream: one, version: 2, lastEventId: second },
            { stream: 'counter/none', version: 0 },
            { stream: 'counter/gone', version: 1, lastEventId: first },
          ]),
          creates(three, [{ stream: one, version: 0 }]),
          creates(three, [{ stream: 'counter/none', version: 0 }]),
        ]);
        const conflict = (expectedVersion: number, actualVersion = 2, stream = one) => {
          return { kind: 'conflict', stream, expectedVersion, actualVersion };
        };
        expect(outcomes).toEqual([
          { kind: 'appended', version: 1, position: '3' },
          conflict(1),
          conflict(2),
          conflict(1, 0, 'counter/gone'),
          conflict(0),
          { kind: 'appended', version: 1, position: '4' },
        ]);
      });

      test('hold a refusal too: on a moved stream it is not kept', async () => {
        const [, second] = await ids();
        const late = refused({ guards: [{ stream: one, version: 0 }] });
        const sound = refused({ guards: [{ stream: one, version: 2, lastEventId: second }] });
        expect(kinds(await store.append([late, sound]))).toEqual(['conflict', 'recorded']);
        expect(await store.outcomeOf('tester', late.commandId)).toBeUndefined();
      });

      test('are about the commands before it in its batch, if those are appended', async () => {
        const [, second] = await ids();
        const guards = [{ stream: one, version: 2, lastEventId: second }];
        const outcomes = await store.append([
          creates(two, guards),
          accepted([[one, 1, incremented()]]),
          creates(three, guards),
          accepted([[one, 2, incremented()]]),
          refused({ guards }),
          creates('counter/four', [{ stream: two, version: 0 }]),
          creates('counter/five', [{ stream: 'counter/four', version: 0 }]),
        ]);
        const moved = { kind: 'conflict', stream: one, expectedVersion: 2, actualVersion: 3 };
        expect(outcomes).toEqual([
          { kind: 'appended', version: 1, position: '3' },
          { kind: 'conflict', stream: one, expectedVersion: 1, actualVersion: 2 },
          { kind: 'appended', version: 1, position: '4' },
          { kind: 'appended', version: 3, position: '5' },
          moved,
          { kind: 'conflict', stream: two, expectedVersion: 0, actualVersion: 1 },
          // The one before it was not appended.
          { kind: 'appended', version: 1, position: '6' },
        ]);
      });

      test('know the event a written stream ends with', async () => {
        const [first, second] = await ids();
        const grows = (lastEventId: string) =>
          accepted([[one, 2, incremented()]], {
            streams: [{ stream: one, expectedVersion: 2, lastEventId, events: [incremented()] }],
          });
        expect(await store.append([grows(first), grows(second)])).toEqual([
          { kind: 'conflict', stream: one, expectedVersion: 2, actualVersion: 2 },
          { kind: 'appended', version: 3, position: '3' },
        ]);
      });

      test('ask nothing of a command that came before', async () => {
        await ids();
        const command = creates(two, [{ stream: three, version: 0 }]);
        await store.append([command]);
        await store.append([accepted([[three, 0, opened()]])]);
        expect(kinds(await store.append([command]))).toEqual(['replayed']);
      });
    });

    test('a batch is held against the store as it was before it', async () => {
      const second = accepted([[one, 1, incremented()]]);
      const outcomes = await store.append([second, accepted([[one, 0, opened()]]), second]);
      const tooSoon = { kind: 'conflict', stream: one, expectedVersion: 1, actualVersion: 0 };
      expect(outcomes).toEqual([tooSoon, { kind: 'appended', version: 1, position: '1' }, tooSoon]);
      const idle = accepted([[one, 1]]);
      expect(kinds(await store.append([idle, accepted([[one, 1, incremented()]])]))).toEqual([
        'appended',
        'appended',
      ]);
    });

    describe('a command that comes again', () => {
      test('is answered with what became of it, and not appended again', async () => {
        const commandId = randomUUID();
        const command = accepted([[one, 0, opened(), incremented()]], { commandId });
        await store.append([accepted([[two, 0, opened()]]), command]);
        const again = accepted([[one, 2, incremented()]], { commandId, streamId: 'other', inputHash: 'x' });
        const replayed = {
          kind: 'replayed',
          stored: { inputHash: 'hash', streamId: 'one', accepted: { version: 2, position: '3' } },
        };
        expect(await store.append([command])).toEqual([replayed]);
        expect(kinds(await store.append([accepted([['counter/three', 0, opened()]]), again]))).toEqual([
          'appended',
          'replayed',
        ]);
        expect(await store.append([again])).toEqual([replayed]);
        expect(await store.outcomeOf('tester', commandId)).toEqual(replayed.stored);
        expect(await store.outcomeOf('somebody', commandId)).toBeUndefined();
        expect(await store.head()).toBe('4');
      });

      test('is another command if another principal sends it', async () => {
        const commandId = randomUUID();
        const outcomes = await store.append([
          accepted([[one, 0, opened()]], { commandId, principal: 'a' }),
          accepted([[two, 0, opened()]], { commandId, principal: 'b' }),
        ]);
        expect(kinds(outcomes)).toEqual(['appended', 'appended']);
      });

      test('may come twice in one batch', async () => {
        const command = accepted([[one, 0, opened()]]);
        const rejection = refused();
        expect(await store.append([command, rejection, command, rejection])).toEqual([
          { kind: 'appended', version: 1, position: '1' },
          { kind: 'recorded' },
          {
            kind: 'replayed',
            stored: { inputHash: 'hash', streamId: 'one', accepted: { version: 1, position: '1' } },
          },
          { kind: 'replayed', stored: { inputHash: 'hash', streamId: 'room-1', rejection: noRoom } },
        ]);
        const conflict = accepted([[one, 0, opened()]]);
        expect(kinds(await store.append([conflict, conflict]))).toEqual(['conflict', 'conflict']);
        expect(await store.head()).toBe('1');
      });
    });

    test('a refused command is kept with its refusal and appends nothing', async () => {
      const command = refused();
      expect(await store.append([command])).toEqual([{ kind: 'recorded' }]);
      expect(await store.append([command])).toEqual([
        { kind: 'replayed', stored: { inputHash: 'hash', streamId: 'room-1', rejection: noRoom } },
      ]);
      expect(await store.head()).toBe('0');
    });
  });
}
