import { Client } from 'pg';
import { afterEach, describe, expect, it } from 'vitest';
import type { Reaction } from '../../../../src/engine/definitions/reaction.ts';
import { createEventPages } from '../../../../src/engine/flow/project/projectors/event-pages.ts';
import { createReactions } from '../../../../src/engine/flow/react/create-reactions.ts';
import { silentLogger } from '../../../../src/engine/model/logger.ts';
import { reactionLane, type ReactionCheckpoints } from '../../../../src/engine/model/reactions.ts';
import type { CommandBus } from '../../../../src/engine/model/services.ts';
import { allEvents, opened } from '../../../support/appends.ts';
import { openBus, type TestBus } from '../../../support/command-bus.ts';
import { CounterEvents } from '../../../support/counter-domain.ts';
import { markIncrements } from '../../../support/counting-reaction.ts';
import { withDatabase } from '../../../support/servers.ts';

const database = withDatabase('test');
const buses: TestBus[] = [];
afterEach(async () => {
  await Promise.all(buses.splice(0).map((bus) => bus.close()));
});

const lane = reactionLane('markIncrements');
const signal = new AbortController().signal;
const COUNTERS = ['a', 'b', 'c'];

interface Differently {
  readonly reaction?: Reaction;
  readonly checkpoints?: (own: ReactionCheckpoints) => ReactionCheckpoints;
}

/** As a process of its own: with its own connections, caches and pages of events. */
function startReacting({ reaction = markIncrements, checkpoints = (own) => own }: Differently = {}) {
  const bus = openBus(database().url);
  buses.push(bus);
  const commands: CommandBus = {
    dispatch: ({ command, input, ...rest }) => bus.send(command, input, rest),
  };
  const turns = createReactions({
    ...{ reactions: [reaction], reader: bus.store, commands, logger: silentLogger },
    pages: createEventPages({ reader: bus.store, eventsPerPage: 20, incarnationMs: 0 }),
    checkpoints: checkpoints(bus.store.reactionCheckpoints),
  });
  return {
    bus,
    turn: (by = signal) => turns.turn(lane, by),
    checkpoints: async () => (await turns.survey('')).map(({ position }) => position),
  };
}

async function fill({ send }: TestBus, increments: number): Promise<void> {
  for (const counterId of COUNTERS) {
    await send('openCounter', { counterId, name: counterId });
    for (let by = 1; by <= increments; by += 1) await send('increment', { counterId, by });
  }
}

/** Every increment is marked once, in order, and the mark carries its time and its origin. */
async function expectMarkedOnce({ store }: TestBus, increments: number): Promise<void> {
  const events = await allEvents(store);
  for (const counterId of COUNTERS) {
    const of = (category: string, type: string) =>
      events.filter(
        (each) => each.category === category && each.streamId === counterId && each.type === type,
      );
    const answered = of('counter', 'CounterIncremented');
    expect(answered).toHaveLength(increments);
    expect(
      of('tally', 'TallyMarked').map(({ data, occurredAt, metadata }) => ({ data, occurredAt, metadata })),
    ).toEqual(
      answered.map(({ id, version, occurredAt, metadata: { correlationId } }) => ({
        data: { mark: String(version) },
        occurredAt,
        metadata: {
          causationId: expect.any(String),
          principal: 'reaction:markIncrements',
          correlationId,
          causedBy: id,
        },
      })),
    );
  }
}

async function query(text: string): Promise<void> {
  const client = new Client({ connectionString: database().url });
  await client.connect();
  try {
    await client.query(text);
  } finally {
    await client.end();
  }
}

describe('every event is answered once', () => {
  it('by one worker, turn after turn', async () => {
    const { bus, turn, checkpoints } = startReacting();
    expect(await turn()).toBe('atHead');
    await fill(bus, 15);
    expect(await turn()).toBe('atHead');
    expect(await turn()).toBe('atHead');
    await expectMarkedOnce(bus, 15);
    expect(await checkpoints()).toEqual([await bus.store.head()]);
  });

  it('by four workers that race for it', async () => {
    const workers = Array.from({ length: 4 }, () => startReacting());
    const [first] = workers;
    if (!first) throw new Error('There is no worker.');
    await fill(first.bus, 30);
    const outcomes = await Promise.all(workers.map(({ turn }) => turn()));
    expect(outcomes).toContain('atHead');
    expect(new Set([...outcomes, 'fenced'])).toEqual(new Set(['atHead', 'fenced']));
    await expectMarkedOnce(first.bus, 30);
  });

  it('when a worker is lost after the commands and before the checkpoint, again and again', async () => {
    const lost = (own: ReactionCheckpoints): ReactionCheckpoints => ({
      ...own,
      move: async (reaction, move) => {
        if (move.to.position !== '0') throw new Error('lost');
        return own.move(reaction, move);
      },
    });
    const { bus, turn } = startReacting();
    await fill(bus, 15);
    for (let times = 0; times < 3; times += 1) {
      await expect(startReacting({ checkpoints: lost }).turn()).rejects.toThrow('lost');
    }
    expect(await turn()).toBe('atHead');
    await expectMarkedOnce(bus, 15);
  });

  it('when its checkpoint is deleted', async () => {
    const { bus, turn, checkpoints } = startReacting();
    await fill(bus, 15);
    await turn();
    await query('DELETE FROM "ReactionCheckpoint"');
    expect(await checkpoints()).toEqual([undefined]);
    expect(await startReacting().turn()).toBe('atHead');
    await expectMarkedOnce(bus, 15);
  });

  it('when the store says that it is another one, or the event of the checkpoint is not there', async () => {
    const { bus, turn } = startReacting();
    await fill(bus, 15);
    await turn();
    await query('UPDATE "Incarnation" SET "value" = gen_random_uuid()');
    expect(await turn()).toBe('atHead');
    await query('UPDATE "ReactionCheckpoint" SET "eventId" = gen_random_uuid()');
    expect(await turn()).toBe('atHead');
    await query('UPDATE "ReactionCheckpoint" SET "position" = 1000000');
    expect(await turn()).toBe('atHead');
    await expectMarkedOnce(bus, 15);
  });

  it('when the reaction has been changed since: what it did stands', async () => {
    const { bus, turn } = startReacting();
    await fill(bus, 3);
    await turn();
    await query('DELETE FROM "ReactionCheckpoint"');
    const changed: Reaction = {
      ...markIncrements,
      answer: (event) =>
        markIncrements.answer(event).map((ask) => ({ ...ask, input: { ...ask.input, mark: 'other' } })),
    };
    expect(await startReacting({ reaction: changed }).turn()).toBe('atHead');
    await expectMarkedOnce(bus, 3);
  });
});

describe('a refused command', () => {
  it('is a stored outcome: the reaction goes on, and asks no second time for another answer', async () => {
    const answer: Reaction['answer'] = (event) =>
      event.type === 'CounterOpened'
        ? [
            {
              command: 'rename',
              input: { counterId: `other-${event.streamId}`, name: 'renamed' },
              stream: `counter/other-${event.streamId}`,
            },
          ]
        : [];
    const renaming: Reaction = { ...markIncrements, types: new Set(['CounterOpened']), answer };
    const { bus, turn } = startReacting({ reaction: renaming });
    await bus.send('openCounter', { counterId: 'a', name: 'a' });
    expect(await turn()).toBe('atHead');
    // Now it could be done, but the answer has been given.
    await bus.send('openCounter', { counterId: 'other-a', name: 'b' });
    await query('DELETE FROM "ReactionCheckpoint"');
    expect(await turn()).toBe('atHead');
    const events = await allEvents(bus.store);
    expect(events.map(({ type }) => type)).toEqual(['CounterOpened', 'CounterOpened']);
  });
});

describe('the checkpoint in Postgres', () => {
  it('moves only from where it is expected', async () => {
    const { reactionCheckpoints: checkpoints, incarnation } = startReacting().bus.store;
    const at = (position: string, eventId: string) => async () => ({
      ...{ position, eventId, incarnation: await incarnation(), revision: 0 },
    });
    const begun = await at('0', '')();
    const one = await at('1', '018f0000-0000-7000-8000-000000000001')();
    const two = await at('2', '018f0000-0000-7000-8000-000000000002')();
    const move = (from: typeof one | undefined, to: typeof one) => checkpoints.move('r', { from, to });
    expect(await move(begun, one)).toBe(false);
    expect(await Promise.all([move(undefined, begun), move(undefined, begun)])).toEqual(
      expect.arrayContaining([true, false]),
    );
    expect(await Promise.all([move(begun, one), move(begun, one)])).toEqual(
      expect.arrayContaining([true, false]),
    );
    expect(await move({ ...one, eventId: two.eventId }, two)).toBe(false);
    expect(await move({ ...one, incarnation: two.eventId }, two)).toBe(false);
    expect(await move(one, two)).toBe(true);
    expect(await move(two, begun)).toBe(true);
    expect(await checkpoints.load(['other', 'r'])).toEqual([undefined, begun]);
  });
});

describe('the marks of parked streams in Postgres', () => {
  const mark = (stream: string, tries = 0) => ({
    ...{ stream, position: '7', version: 2, eventId: '018f0000-0000-7000-8000-000000000007', type: 'T' },
    ...{ recordedAt: '2026-01-01T00:00:00.000Z', code: 'REACTION_FAILED', message: 'm', stack: 's' },
    ...{ codeHash: 'h', tries, isToRedrive: false },
  });

  it('are written and removed with the move, or not at all', async () => {
    const { reactionCheckpoints: checkpoints, parkedStreams: streams } = startReacting().bus.store;
    const at = { position: '0', eventId: '', incarnation: '018f0000-0000-7000-8000-000000000001' };
    const [none, one, two] = [0, 1, 2].map((revision) => ({ ...at, revision }));
    if (!none || !one || !two) throw new Error('There are three.');
    expect(await checkpoints.move('r', { from: undefined, to: none })).toBe(true);
    const park = [mark('counter/a'), mark('counter/b')];
    expect(await checkpoints.move('r', { from: one, to: two, park })).toBe(false);
    expect(await checkpoints.state('r')).toEqual({ checkpoint: none, parked: [], stoppedCode: undefined });
    expect(await checkpoints.move('r', { from: none, to: one, park })).toBe(true);
    expect(await checkpoints.state('r')).toEqual({ checkpoint: one, parked: park, stoppedCode: undefined });
    await streams.askToRedrive('r', 'counter/b');
    expect(await checkpoints.toRedrive(['q', 'r'])).toEqual(['r']);
    const again = { from: one, to: two, park: [mark('counter/b', 1)], release: ['counter/a'] };
    expect(await checkpoints.move('r', again)).toBe(true);
    expect(await streams.parked(['r'], ['', ''], 10)).toEqual([
      { reaction: 'r', followers: 0, ...mark('counter/b', 1) },
    ]);
    expect(await checkpoints.countParked()).toEqual(new Map([['r', 1]]));
    expect(await checkpoints.move('r', { from: two, to: { ...two, revision: 3 }, release: 'all' })).toBe(
      true,
    );
    expect(await streams.find('r', 'counter/b')).toBeUndefined();
  });

  it('stop code that would park too many, until an operator lets it go on', async () => {
    const { reactionCheckpoints: checkpoints, parkedStreams: streams } = startReacting().bus.store;
    const at = {
      position: '0',
      eventId: '',
      incarnation: '018f0000-0000-7000-8000-000000000001',
      revision: 0,
    };
    await checkpoints.move('r', { from: undefined, to: at });
    expect(await streams.resume('r')).toBe(false);
    await checkpoints.move('r', { from: at, to: at, stoppedCode: 'h' });
    expect(await checkpoints.state('r')).toMatchObject({ stoppedCode: 'h' });
    expect(await streams.resume('r')).toBe(true);
    expect(await checkpoints.state('r')).toMatchObject({ stoppedCode: undefined });
  });
});

it('the events of other types only move the checkpoint', async () => {
  const { bus, turn, checkpoints } = startReacting();
  await bus.send('openCounter', { counterId: 'a', name: opened().category });
  await bus.send('rename', { counterId: 'a', name: CounterEvents.category });
  expect(await turn()).toBe('atHead');
  expect(await checkpoints()).toEqual(['2']);
  expect(await bus.store.head()).toBe('2');
});
