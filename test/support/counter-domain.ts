// A small domain for the engine's own tests: counters, badges that refer to a counter, and tallies.
// It has one of each: a command that creates, changes, opens, reads a fact, and writes to two streams.
import { z } from 'zod';
import { defineCommands } from '../../src/engine/definitions/commands.ts';
import { defineDecider } from '../../src/engine/definitions/decider.ts';
import { defineEvents, event, toStream } from '../../src/engine/definitions/events.ts';
import { defineReference, fact } from '../../src/engine/definitions/reference.ts';
import { AlreadyExists, defineRefusal, NotFound, reject } from '../../src/engine/definitions/refusals.ts';
import { id } from '../../src/engine/definitions/values.ts';

export const CounterEvents = defineEvents('counter', {
  CounterOpened: event<{ name: string }>(),
  CounterIncremented: event<{ by: number }>(),
  CounterRenamed: event<{ name: string }>(),
});
export const BadgeEvents = defineEvents('badge', {
  BadgeAwarded: event<{ counterId: string; title: string }>(),
  BadgeRetitled: event<{ title: string }>(),
});
export const TallyEvents = defineEvents('tally', {
  TallyMarked: event<{ mark: string }>(),
});

export const CounterTooHigh = defineRefusal(
  'CounterTooHigh',
  { count: z.int(), most: z.int() },
  ({ count, most }) => `The counter stands at ${count} and may not pass ${most}.`,
);

export const MOST = 1_000_000;
const name = z.string().min(1);

export const CounterCommands = defineCommands('counter', {
  openCounter: { creates: 'counterId', input: z.object({ counterId: id(), name }), refuses: [AlreadyExists] },
  increment: {
    changes: 'counterId',
    input: z.object({ counterId: id(), by: z.int(), times: z.int().min(0).optional() }),
    refuses: [CounterTooHigh],
  },
  rename: { changes: 'counterId', input: z.object({ counterId: id(), name }) },
});
export const BadgeCommands = defineCommands('badge', {
  /** A bonus goes to the counter's own stream. */
  awardBadge: {
    creates: 'badgeId',
    input: z.object({
      badgeId: id(),
      counterId: id(),
      title: z.string(),
      bonus: z.int().min(0).optional(),
      items: z.array(z.object({ quantity: z.int().min(1) })).optional(),
    }),
    refuses: [CounterTooHigh],
  },
  retitleBadge: { changes: 'badgeId', input: z.object({ badgeId: id(), title: z.string() }) },
});
export const TallyCommands = defineCommands('tally', {
  markTally: { createsOrChanges: 'tallyId', input: z.object({ tallyId: id(), mark: z.string() }) },
});

export interface CounterState {
  readonly name: string;
  readonly count: number;
}

const initialCounter: CounterState = { name: '', count: 0 };

export const counterDecider = defineDecider({
  commands: CounterCommands,
  events: CounterEvents,
  initialState: initialCounter,
  decide: {
    openCounter: (_counter, input) => CounterEvents.CounterOpened({ name: input.name }),
    increment: ({ count }, { by, times = 1 }) =>
      count + by * times > MOST
        ? reject(CounterTooHigh, { count, most: MOST })
        : Array.from({ length: times }, () => CounterEvents.CounterIncremented({ by })),
    rename: (_counter, input) => CounterEvents.CounterRenamed({ name: input.name }),
  },
  evolve: {
    CounterOpened: (counter, data) => ({ ...counter, name: data.name }),
    CounterIncremented: (counter, { by }) => ({ ...counter, count: counter.count + by }),
    CounterRenamed: (counter, data) => ({ ...counter, name: data.name }),
  },
});

/** What others see of a counter. */
export const counterReference = defineReference('counter', {
  from: CounterEvents,
  value: z.object({ id: z.string(), name: z.string(), count: z.int() }),
  create: { CounterOpened: ({ streamId, data }) => ({ id: streamId, name: data.name, count: 0 }) },
  update: {
    CounterIncremented: (counter, { data }) => ({ ...counter, count: counter.count + data.by }),
    CounterRenamed: (counter, { data }) => ({ ...counter, name: data.name }),
  },
});

const initialBadge: { readonly title: string } = { title: '' };

export const badgeDecider = defineDecider({
  commands: BadgeCommands,
  events: BadgeEvents,
  initialState: initialBadge,
  facts: { awardBadge: ({ counterId }) => ({ counter: fact(counterReference, counterId) }) },
  decide: {
    awardBadge: (_badge, { counterId, title, bonus = 0 }, { counter }) => {
      if (!counter) return reject(NotFound, { what: 'counter', id: counterId });
      if (counter.count + bonus > MOST) return reject(CounterTooHigh, { count: counter.count, most: MOST });
      const awarded = BadgeEvents.BadgeAwarded({ counterId, title });
      return bonus > 0
        ? [awarded, toStream(counterId, CounterEvents.CounterIncremented({ by: bonus }))]
        : [awarded];
    },
    retitleBadge: (_badge, { title }) => BadgeEvents.BadgeRetitled({ title }),
  },
  evolve: {
    BadgeAwarded: (_badge, { title }) => ({ title }),
    BadgeRetitled: (_badge, { title }) => ({ title }),
  },
});

const initialTally: { readonly marks: number } = { marks: 0 };

export const tallyDecider = defineDecider({
  commands: TallyCommands,
  events: TallyEvents,
  initialState: initialTally,
  decide: { markTally: (_tally, { mark }) => TallyEvents.TallyMarked({ mark }) },
  evolve: { TallyMarked: ({ marks }) => ({ marks: marks + 1 }) },
});

export const testEvents = [CounterEvents, BadgeEvents, TallyEvents];
export const testDeciders = [counterDecider, badgeDecider, tallyDecider];
