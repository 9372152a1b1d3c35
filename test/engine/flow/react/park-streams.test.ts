// Streams that a reaction can't answer an event of: parked alone, redriven in order, refused as a whole by the breaker.
import { describe, expect, it } from 'vitest';
import type { Reaction } from '../../../../src/engine/definitions/reaction.ts';
import { createEventPages } from '../../../../src/engine/flow/project/projectors/event-pages.ts';
import { createReactions } from '../../../../src/engine/flow/react/create-reactions.ts';
import { discardedFrom } from '../../../../src/engine/model/discarded-events.ts';
import { SlipstreamError } from '../../../../src/engine/model/errors.ts';
import { silentLogger } from '../../../../src/engine/model/logger.ts';
import type { BreakerLimits } from '../../../../src/engine/model/parking-breaker.ts';
import { reactionLane } from '../../../../src/engine/model/reactions.ts';
import { incremented } from '../../../support/appends.ts';
import { markIncrements } from '../../../support/counting-reaction.ts';
import { memoryEventReader } from '../../../support/memory-event-reader.ts';
import { memoryBus, memoryCheckpoints, refusal } from '../../../support/memory-reactions.ts';

const lane = reactionLane('markIncrements');
const never = new AbortController().signal;

function given(...streams: readonly string[]) {
  const store = memoryEventReader();
  const checkpoints = memoryCheckpoints();
  const bus = memoryBus();
  const logged: object[] = [];
  const logger = { ...silentLogger, error: (fields: object) => void logged.push(fields) };
  for (const id of streams) store.append(id, incremented());
  /** As a worker that has just been started, in pages of four events. */
  const worker = (reaction: Reaction = markIncrements, breaker: Partial<BreakerLimits> = {}) => {
    const pages = createEventPages({ reader: store, eventsPerPage: 4, incarnationMs: 0 });
    const tools = { reader: store, pages, checkpoints, commands: bus, logger };
    const turns = createReactions({ ...tools, reactions: [reaction], breaker });
    return {
      turn: (signal = never) => turns.turn(lane, signal),
      fill: () => turns.fill(lane, never),
      survey: () => turns.survey(''),
    };
  };
  const parked = () => [...(checkpoints.parked.get('markIncrements')?.values() ?? [])];
  return {
    ...{ store, checkpoints, bus, logged, worker, parked },
    marks: () => bus.done.map(({ input }) => `${String(input['tallyId'])}@${String(input['mark'])}`),
    position: () => checkpoints.stored.get('markIncrements')?.position,
    redrive: (stream: string) => {
      const marks = checkpoints.parked.get('markIncrements');
      const mark = marks?.get(stream);
      if (mark) marks?.set(stream, { ...mark, isToRedrive: true });
    },
  };
}

/** The reaction, but for events of these: `a@2`. */
function broken(...events: readonly string[]) {
  const calls: string[] = [];
  const reaction: Reaction = {
    ...markIncrements,
    codeHash: `broken ${events.join()}`,
    answer: (event) => {
      const name = `${event.streamId}@${event.version}`;
      if (!events.includes(name)) return markIncrements.answer(event);
      calls.push(name);
      throw new Error(`no answer to ${name}`);
    },
  };
  return { reaction, calls };
}

describe('a stream with an event that can not be answered', () => {
  it('is parked after the second attempt; its later events wait, and all other streams go on', async () => {
    const { worker, marks, parked, position, logged, store } = given('a', 'b', 'a', 'b', 'a', 'b', 'a', 'c');
    const { reaction, calls } = broken('a@2');
    expect(await worker(reaction).turn()).toBe('atHead');
    expect(calls).toEqual(['a@2', 'a@2']);
    expect(marks()).toEqual(['a@1', 'b@1', 'b@2', 'b@3', 'c@1']);
    expect(position()).toBe('8');
    expect(parked()).toMatchObject([
      {
        ...{ stream: 'counter/a', position: '3', version: 2, eventId: store.events[2]?.id },
        ...{ type: 'CounterIncremented', code: 'REACTION_FAILED', tries: 0, codeHash: reaction.codeHash },
        ...{
          message: expect.stringContaining('no answer to a@2'),
          stack: expect.stringContaining('Error: no'),
        },
      },
    ]);
    expect(logged).toMatchObject([
      {
        code: 'STREAM_PARKED',
        readModel: 'reaction:markIncrements',
        id: 'counter/a',
        reason: 'REACTION_FAILED',
      },
    ]);
    store.append('a', incremented());
    store.append('b', incremented());
    expect(await worker(reaction).turn()).toBe('atHead');
    expect(marks().slice(5)).toEqual(['b@4']);
    expect(calls).toHaveLength(2);
  });

  it('is answered where only the first attempt fails', async () => {
    const { worker, marks, parked } = given('a', 'a');
    let attempts = 0;
    const answer: Reaction['answer'] = (event) => {
      attempts += 1;
      if (attempts === 1) throw new Error('once');
      return markIncrements.answer(event);
    };
    expect(await worker({ ...markIncrements, answer }).turn()).toBe('atHead');
    expect([marks(), parked()]).toEqual([['a@1', 'a@2'], []]);
  });

  it.each([
    [
      'a bug of the decider',
      'COMMAND_FAILED',
      () => Promise.reject(new SlipstreamError('COMMAND_FAILED', '…')),
    ],
    ['an input that is refused', 'REACTION_INVALID', async () => refusal('VALIDATION_FAILED', false)],
  ])(
    'is parked because of %s, before anything of it is sent that comes later',
    async (_why, code, before) => {
      const { bus, worker, marks, parked } = given('a', 'a', 'b', 'a', 'b');
      bus.before = async ({ input }) =>
        input['tallyId'] === 'a' && input['mark'] === '2' ? before() : undefined;
      expect(await worker().turn()).toBe('atHead');
      expect(marks()).toEqual(['a@1', 'b@1', 'b@2']);
      expect(bus.sent.filter(({ input }) => input['mark'] === '2' && input['tallyId'] === 'a')).toHaveLength(
        2,
      );
      expect(bus.sent.some(({ input }) => input['mark'] === '3')).toBe(false);
      expect(parked()).toMatchObject([{ stream: 'counter/a', position: '2', code }]);
    },
  );

  it.each([
    ...(['STORE_UNAVAILABLE', 'READ_MODEL_UNAVAILABLE', 'COMMAND_OUTCOME_UNKNOWN'] as const),
    ...(['OVERLOADED', 'SHUTTING_DOWN', 'VERSION_CONFLICT', 'STORE_FAILED'] as const),
  ])('is never parked because of %s', async (code) => {
    const { bus, worker, marks, parked, position } = given('a', 'a', 'a');
    bus.before = async ({ input }) => {
      if (input['mark'] === '2') throw new SlipstreamError(code, code);
    };
    await worker()
      .turn()
      .catch(() => {});
    expect([marks(), parked(), position()]).toEqual([['a@1'], [], '1']);
    bus.before = async () => {};
    expect(await worker().turn()).toBe('atHead');
    expect(marks()).toEqual(['a@1', 'a@2', 'a@3']);
  });
});

describe('a redrive', () => {
  it('answers the events of the stream in order, from the first that could not be, and then it goes on', async () => {
    const { worker, marks, parked, redrive, store } = given('a', 'b', 'a', 'a', 'b', 'a', 'a', 'a');
    await worker(broken('a@2').reaction).turn();
    const mended = worker();
    expect(await mended.turn()).toBe('atHead');
    expect(marks()).toEqual(['a@1', 'b@1', 'b@2']);
    expect(await mended.survey()).toMatchObject([{ isToFill: false }]);
    redrive('counter/a');
    expect(await mended.survey()).toMatchObject([{ isToFill: true }]);
    expect(await mended.fill()).toBe('atHead');
    expect(marks().slice(3)).toEqual(['a@2', 'a@3', 'a@4', 'a@5', 'a@6']);
    expect(parked()).toEqual([]);
    store.append('a', incremented());
    await mended.turn();
    expect(marks().slice(8)).toEqual(['a@7']);
  });

  it('leaves the stream parked by the next event that can not be answered', async () => {
    const { worker, marks, parked, redrive } = given('a', 'a', 'a', 'a');
    await worker(broken('a@2').reaction).turn();
    redrive('counter/a');
    expect(await worker(broken('a@3').reaction).turn()).toBe('atHead');
    expect(marks()).toEqual(['a@1', 'a@2']);
    expect(parked()).toMatchObject([{ version: 3, position: '3', tries: 1, isToRedrive: false }]);
  });

  it('passes over an event that was discarded for the stream', async () => {
    const { worker, marks, redrive, store, parked } = given('a', 'a', 'a');
    const { reaction } = broken('a@2');
    await worker(reaction).turn();
    const [, bad] = store.events;
    if (bad) Object.assign(bad, { discarded: [discardedFrom('reaction:markIncrements', 'counter/a')] });
    redrive('counter/a');
    expect(await worker(reaction).turn()).toBe('atHead');
    expect([marks(), parked()]).toEqual([['a@1', 'a@3'], []]);
  });

  it('that a server interrupts is made again, and nothing is done twice', async () => {
    const { bus, worker, marks, parked, redrive } = given('a', 'a', 'a');
    await worker(broken('a@1').reaction).turn();
    redrive('counter/a');
    bus.before = async ({ input }) => {
      if (input['mark'] === '2') throw new SlipstreamError('STORE_UNAVAILABLE', 'away');
    };
    await expect(worker().turn()).rejects.toMatchObject({ code: 'STORE_UNAVAILABLE' });
    expect(parked()).toMatchObject([{ version: 1, tries: 0, isToRedrive: true }]);
    bus.before = async () => {};
    expect(await worker().turn()).toBe('atHead');
    expect([marks(), parked()]).toEqual([['a@1', 'a@2', 'a@3'], []]);
  });

  it('is not overtaken by a worker that has seen the stream parked: no event of it is lost', async () => {
    const { bus, worker, marks, redrive, store } = given('a');
    await worker(broken('a@1').reaction).turn();
    store.append('b', incremented());
    store.append('a', incremented());
    const mended = worker();
    bus.before = async ({ input }) => {
      if (input['tallyId'] !== 'b') return;
      bus.before = async () => {};
      // The other worker redrives the stream while this one is at a page in which it passes over it.
      redrive('counter/a');
      await mended.turn();
    };
    expect(await worker().turn()).toBe('fenced');
    await mended.turn();
    expect(marks().filter((mark) => mark.startsWith('a'))).toEqual(['a@1', 'a@2']);
  });
});

describe('the breaker of a reaction', () => {
  const most = { most: 1, share: 0.5 };
  const streams = ['a', 'b', 'c', 'd'];

  it('stops it where too many streams would be parked, until other code comes', async () => {
    const { worker, marks, parked, position, logged } = given(...streams);
    const { reaction } = broken('b@1', 'c@1', 'd@1');
    expect(await worker(reaction, most).turn()).toBe('stopped');
    expect([marks(), parked(), position()]).toEqual([['a@1'], [], '1']);
    expect(logged).toMatchObject([{ code: 'LANE_STOPPED', reason: 'TOO_MANY_PARKED', position: '2' }]);
    expect(await worker(reaction).turn()).toBe('stopped');
    expect(parked()).toEqual([]);
    expect(await worker().turn()).toBe('atHead');
    expect(marks()).toEqual(['a@1', 'b@1', 'c@1', 'd@1']);
  });

  it('lets the same code go on when an operator says so', async () => {
    const { worker, parked, checkpoints } = given(...streams);
    const { reaction } = broken('b@1', 'c@1', 'd@1');
    await worker(reaction, most).turn();
    checkpoints.stopped.clear();
    expect(await worker(reaction).turn()).toBe('atHead');
    expect(parked()).toHaveLength(3);
  });
});

it('what was parked is forgotten where all is answered anew, and parked again if it still has to be', async () => {
  const { worker, marks, parked, store } = given('a', 'a', 'b');
  const { reaction } = broken('a@1');
  await worker(reaction).turn();
  store.renew();
  await worker(reaction).turn();
  expect(parked()).toHaveLength(1);
  store.renew();
  await worker().turn();
  expect(parked()).toEqual([]);
  expect(marks()).toEqual(['b@1', 'a@1', 'a@2']);
});
