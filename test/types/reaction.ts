// Inference of reactions; every `@ts-expect-error` is a promise that the compiler catches that mistake.
import { defineReaction } from '../../src/engine/definitions/reaction.ts';
import { BadgeCommands, CounterEvents, TallyCommands, TallyEvents } from '../support/counter-domain.ts';

const marking = { from: [CounterEvents, TallyEvents], to: TallyCommands, sends: ['markTally'] } as const;

export const marks = defineReaction('marks', {
  ...marking,
  on: {
    CounterIncremented: ({ streamId, data }) => {
      const by: number = data.by;
      // @ts-expect-error an increment has no colour
      const colour: unknown = data.colour;
      if (colour === by) return null;
      return [{ command: 'markTally', input: { tallyId: streamId, mark: String(by) } }];
    },
    // @ts-expect-error a mark is a text
    CounterOpened: () => ({ command: 'markTally', input: { tallyId: 'a', mark: 1 } }),
    // @ts-expect-error a command is sent with all its input
    CounterRenamed: () => ({ command: 'markTally', input: { tallyId: 'a' } }),
    // @ts-expect-error there is no such command
    TallyMarked: () => ({ command: 'eraseTally', input: { tallyId: 'a', mark: 'm' } }),
  },
});

export const overheard = defineReaction('overheard', {
  ...marking,
  // @ts-expect-error nothing of `from` is called so
  on: { BadgeAwarded: () => null },
});

export const unlisted = defineReaction('unlisted', {
  from: [CounterEvents],
  to: BadgeCommands,
  sends: ['retitleBadge'],
  on: {
    // @ts-expect-error it may send only what it lists
    CounterOpened: () => ({ command: 'awardBadge', input: { badgeId: 'a', counterId: 'c', title: 't' } }),
    // @ts-expect-error answers are not awaited
    CounterRenamed: async () => null,
  },
});

export const misdirected = defineReaction('misdirected', {
  from: [CounterEvents],
  to: TallyCommands,
  // @ts-expect-error the context that is asked has no such command
  sends: ['openCounter'],
  on: {},
});
