import { describe, expect, it } from 'vitest';
import type { Reaction } from '../../../../src/engine/definitions/reaction.ts';
import { createCommandBus } from '../../../../src/engine/flow/accept/commands/create-command-bus.ts';
import { createEventPages } from '../../../../src/engine/flow/project/projectors/event-pages.ts';
import { createReactions } from '../../../../src/engine/flow/react/create-reactions.ts';
import { SlipstreamError } from '../../../../src/engine/model/errors.ts';
import { LIMITS } from '../../../../src/engine/model/limits.ts';
import { silentLogger } from '../../../../src/engine/model/logger.ts';
import { clearOutlook, unwatchedLanes, type LaneHealth } from '../../../../src/engine/model/lane-health.ts';
import { PARKS_NOTHING } from '../../../../src/engine/model/parking-breaker.ts';
import { reactionLane } from '../../../../src/engine/model/reactions.ts';
import { memoryEventStore } from '../../../../src/engine/testing/memory/memory-event-store.ts';
import { incremented, opened } from '../../../support/appends.ts';
import { markIncrements } from '../../../support/counting-reaction.ts';
import { testDeciders, testEvents } from '../../../support/counter-domain.ts';
import { memoryEventReader } from '../../../support/memory-event-reader.ts';
import { memoryBus, memoryCheckpoints, refusal } from '../../../support/memory-reactions.ts';

const lane = reactionLane('markIncrements');

function scene() {
  const store = memoryEventReader();
  const checkpoints = memoryCheckpoints();
  const bus = memoryBus();
  const logged: object[] = [];
  const keep = (fields: object): void => void logged.push(fields);
  const logger = { ...silentLogger, info: keep, error: keep };
  /** As a worker that has just been started, in pages of four events. */
  const worker = (reaction: Reaction = markIncrements, health: LaneHealth = unwatchedLanes) => {
    const pages = createEventPages({ reader: store, eventsPerPage: 4, incarnationMs: 0 });
    const tools = {
      reader: store,
      pages,
      checkpoints,
      health,
      commands: bus,
      logger,
      breaker: PARKS_NOTHING,
    };
    const turns = createReactions({ ...tools, reactions: [reaction] });
    return { ...turns, turn: (signal = new AbortController().signal) => turns.turn(lane, signal) };
  };
  const marks = (): readonly string[] =>
    bus.done.map(({ input }) => `${String(input['tallyId'])}@${String(input['mark'])}`);
  const increments = (id: string, count: number): void => {
    for (let index = 0; index < count; index += 1) store.append(id, incremented());
  };
  return { store, checkpoints, bus, logged, worker, marks, increments };
}

const expected = (id: string, versions: number): readonly string[] =>
  Array.from({ length: versions }, (_, index) => `${id}@${index + 1}`);

describe('a turn of a reaction', () => {
  it('answers every event it is for, once, however often it is taken', async () => {
    const { store, bus, worker, marks, increments, checkpoints } = scene();
    increments('c', 11);
    const one = worker();
    expect(await one.turn()).toBe('atHead');
    store.append('c', opened(), opened());
    expect(await one.turn()).toBe('atHead');
    expect(await worker().turn()).toBe('atHead');
    expect(marks()).toEqual(expected('c', 11));
    expect(bus.sent).toHaveLength(11);
    expect(checkpoints.stored.get('markIncrements')).toMatchObject({
      position: '13',
      eventId: store.events[12]?.id,
    });
    expect(await one.survey('')).toMatchObject([{ position: '13' }]);
  });

  it('sends commands that say who asks, why, and when it happened', async () => {
    const { store, bus, worker, increments } = scene();
    increments('c', 1);
    await worker().turn();
    const [event] = store.events;
    expect(bus.done).toMatchObject([
      {
        principal: 'reaction:markIncrements',
        correlationId: event?.metadata.correlationId,
        causedBy: event?.id,
        occurredAt: event?.occurredAt,
      },
    ]);
  });

  it('begins where an empty store ends, and is behind what comes then', async () => {
    const { worker } = scene();
    const one = worker();
    expect(await one.survey('')).toMatchObject([{ position: undefined }]);
    expect(await one.turn()).toBe('atHead');
    expect(await one.survey('')).toMatchObject([{ position: '0' }]);
  });

  it('keeps the order of each stream that is asked, and lets others go on meanwhile', async () => {
    const { bus, worker, marks, increments } = scene();
    increments('slow', 2);
    increments('fast', 1);
    bus.before = async ({ input }) => {
      if (input['tallyId'] === 'slow') await new Promise((resolve) => setTimeout(resolve, 10));
    };
    await worker().turn();
    expect(marks()).toEqual(['fast@1', 'slow@1', 'slow@2']);
  });

  it('goes on after a refusal, and after a command that other code has sent before', async () => {
    const { bus, worker, marks, increments, logged } = scene();
    increments('c', 3);
    const answers = new Map([
      ['1', refusal('COUNTER_TOO_HIGH')],
      ['2', refusal('COMMAND_ID_REUSED', false)],
    ]);
    bus.before = async ({ input }) => answers.get(String(input['mark']));
    expect(await worker().turn()).toBe('atHead');
    expect(marks()).toEqual(['c@3']);
    expect(logged).toMatchObject([
      {
        ...{ code: 'REACTION_REFUSED', refusal: 'COUNTER_TOO_HIGH', reaction: 'markIncrements' },
        ...{ commandId: expect.any(String), correlationId: expect.any(String) },
      },
      { code: 'REACTION_CHANGED' },
    ]);
  });
});

describe('a reaction that can not go on, and parks nothing', () => {
  it.each(['STORE_UNAVAILABLE', 'COMMAND_OUTCOME_UNKNOWN', 'OVERLOADED', 'SHUTTING_DOWN'] as const)(
    'because of %s is tried again, from the event it met it at',
    async (code) => {
      const { bus, worker, marks, increments, checkpoints } = scene();
      increments('c', 4);
      bus.before = async ({ input }) => {
        if (input['mark'] === '3') throw new SlipstreamError(code, code);
      };
      await expect(worker().turn()).rejects.toMatchObject({ code });
      expect(marks()).toEqual(expected('c', 2));
      expect(checkpoints.stored.get('markIncrements')?.position).toBe('2');
      bus.before = async () => {};
      expect(await worker().turn()).toBe('atHead');
      expect(marks()).toEqual(expected('c', 4));
    },
  );

  it('because of a conflict that lasts is tried again', async () => {
    const { bus, worker, marks, increments } = scene();
    increments('c', 2);
    bus.before = async () => refusal('VERSION_CONFLICT', false);
    await expect(worker().turn()).rejects.toMatchObject({ code: 'VERSION_CONFLICT' });
    bus.before = async () => {};
    await worker().turn();
    expect(marks()).toEqual(expected('c', 2));
  });

  it.each([
    ['a bug of the decider', async () => Promise.reject(new SlipstreamError('COMMAND_FAILED', 'a bug'))],
    ['an input that is refused after all', async () => refusal('VALIDATION_FAILED', false)],
  ])('because of %s stops before the event and says so', async (_why, before) => {
    const { store, bus, worker, marks, increments, logged } = scene();
    increments('c', 3);
    bus.before = async ({ input }) => (input['mark'] === '2' ? before() : undefined);
    expect(await worker().turn()).toBe('stopped');
    expect(marks()).toEqual(['c@1']);
    const lane = 'reaction:markIncrements.0';
    expect(logged).toMatchObject([
      { code: 'LANE_STOPPED', lane, eventId: store.events[1]?.id, position: '2' },
    ]);
    bus.before = async () => {};
    expect(await worker().turn()).toBe('atHead');
    expect(marks()).toEqual(expected('c', 3));
  });

  it('because its event has ended processes is held back before it, and says so once', async () => {
    const { worker, marks, increments, logged } = scene();
    increments('c', 3);
    const reports: object[] = [];
    const look: LaneHealth['look'] = async () => ({
      ...clearOutlook,
      barrier: async (events) => {
        const event = events.find(({ position }) => position === '2');
        return event && { kind: 'heldBack', event };
      },
    });
    const report: LaneHealth['report'] = async (_code, trouble) => void reports.push(trouble);
    const one = worker(markIncrements, { ...unwatchedLanes, look, report });
    expect(await one.turn()).toBe('stopped');
    expect(await one.turn()).toBe('stopped');
    expect(marks()).toEqual(['c@1']);
    expect(logged).toMatchObject([
      { code: 'LANE_HELD_BACK', lane: 'reaction:markIncrements.0', position: '2' },
    ]);
    const trouble = { position: '2', reason: 'LANE_HELD_BACK' };
    expect(reports).toMatchObject([trouble, trouble]);
    expect(await worker().turn()).toBe('atHead');
    expect(marks()).toEqual(expected('c', 3));
  });

  it('because of a command that makes too large an event answers that event once it is repaired', async () => {
    const store = memoryEventStore({ events: testEvents, clock: () => new Date() });
    const commands = createCommandBus({ store, deciders: testDeciders, doorbell: { ring: () => {} } });
    const by = { principal: 'ada', correlationId: 'k' };
    await commands.dispatch({ ...by, command: 'openCounter', input: { counterId: 'c', name: 'n' } });
    await commands.dispatch({ ...by, command: 'increment', input: { counterId: 'c', by: 1 } });
    const tools = {
      ...{ reader: store, checkpoints: memoryCheckpoints(), commands, logger: silentLogger },
      breaker: PARKS_NOTHING,
    };
    const turn = (reaction: Reaction) => {
      const pages = createEventPages({ reader: store });
      const turns = createReactions({ ...tools, pages, reactions: [reaction] });
      return turns.turn(lane, new AbortController().signal);
    };
    const tooLong: Reaction = {
      ...markIncrements,
      answer: (event) =>
        markIncrements
          .answer(event)
          .map((ask) => ({ ...ask, input: { ...ask.input, mark: 'x'.repeat(LIMITS.eventBytes) } })),
    };
    expect(await turn(tooLong)).toBe('stopped');
    expect(await turn(markIncrements)).toBe('atHead');
    expect(store.events().map(({ type }) => type)).toEqual([
      'CounterOpened',
      'CounterIncremented',
      'TallyMarked',
    ]);
  });

  it('because it throws stops before that event, and goes on when it is mended', async () => {
    const { worker, marks, increments, logged } = scene();
    increments('c', 6);
    const broken: Reaction = {
      ...markIncrements,
      answer: (event) => {
        if (event.version === 6) throw new Error('broken');
        return markIncrements.answer(event);
      },
    };
    const one = worker(broken);
    expect(await one.turn()).toBe('stopped');
    expect(await one.turn()).toBe('stopped');
    expect(await one.survey('')).toMatchObject([{ position: '5' }]);
    expect(logged).toMatchObject([{ reason: 'REACTION_FAILED' }, { reason: 'REACTION_FAILED' }]);
    expect(await worker().turn()).toBe('atHead');
    expect(marks()).toEqual(expected('c', 6));
  });

  it('because it is told to stop leaves the rest to the next turn', async () => {
    const { bus, worker, marks, increments } = scene();
    increments('c', 9);
    const stop = new AbortController();
    bus.before = async ({ input }) => {
      if (input['mark'] === '5') stop.abort();
    };
    const one = worker();
    expect(await one.turn(stop.signal)).toBe('interrupted');
    expect(marks()).toEqual(expected('c', 5));
    expect(await one.survey('')).toMatchObject([{ position: '5' }]);
    await worker().turn();
    expect(marks()).toEqual(expected('c', 9));
    expect(bus.sent).toHaveLength(9);
  });
});

describe('a checkpoint', () => {
  it('that another worker moves meanwhile is left to it', async () => {
    const { checkpoints, store, worker, marks, increments, bus } = scene();
    increments('c', 3);
    const incarnation = await store.incarnation();
    bus.before = async () => {
      checkpoints.stored.set('markIncrements', {
        position: '1',
        eventId: store.events[0]?.id ?? '',
        incarnation,
        revision: 1,
      });
    };
    expect(await worker().turn()).toBe('fenced');
    expect(checkpoints.stored.get('markIncrements')?.position).toBe('1');
    bus.before = async () => {};
    await worker().turn();
    expect(marks()).toEqual(expected('c', 3));
  });

  it('that is lost is made again without a second effect', async () => {
    const { checkpoints, worker, marks, increments, bus } = scene();
    increments('c', 7);
    await worker().turn();
    checkpoints.stored.clear();
    await worker().turn();
    expect(bus.sent).toHaveLength(14);
    expect(marks()).toEqual(expected('c', 7));
  });

  it('of another store, or of a past that is gone, is begun anew and told', async () => {
    const { store, worker, marks, increments, logged, checkpoints } = scene();
    increments('c', 7);
    const one = worker();
    await one.turn();
    store.renew();
    expect(await one.turn()).toBe('atHead');
    expect(logged).toMatchObject([{ code: 'REACTION_BEGINS_ANEW', reaction: 'markIncrements' }]);
    store.restoreTo(5);
    increments('d', 3);
    expect(await one.turn()).toBe('atHead');
    expect(logged).toHaveLength(2);
    expect(marks()).toEqual([...expected('c', 7), ...expected('d', 3)]);
    expect(checkpoints.stored.get('markIncrements')?.position).toBe('8');
  });
});

describe('the reactions of a process', () => {
  it('are each defined once', () => {
    const { store, checkpoints, bus } = scene();
    const tools = { reader: store, pages: createEventPages({ reader: store }), checkpoints, commands: bus };
    const reactions = [markIncrements, markIncrements];
    expect(() => createReactions({ ...tools, reactions, logger: silentLogger })).toThrow(
      expect.objectContaining({ code: 'BAD_DEFINITION' }),
    );
  });

  it('have no other lanes', async () => {
    const { store, checkpoints, bus } = scene();
    const tools = { reader: store, pages: createEventPages({ reader: store }), checkpoints, commands: bus };
    const turns = createReactions({ ...tools, reactions: [markIncrements], logger: silentLogger });
    expect(turns.lanes).toEqual([lane]);
    const unknown = turns.turn(reactionLane('other'), new AbortController().signal);
    await expect(unknown).rejects.toMatchObject({ code: 'UNKNOWN_LANE' });
  });
});
