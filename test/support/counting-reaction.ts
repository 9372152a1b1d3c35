// A reaction of the test domain: every increment of a counter is marked once in the tally of the same id, so that a mark
// that is missing, doubled or out of order shows.
import { defineModule } from '../../src/engine/definitions/module.ts';
import { defineReaction, type Reaction } from '../../src/engine/definitions/reaction.ts';
import { CounterEvents, TallyCommands, testDeciders, testEvents } from './counter-domain.ts';

/** Asks for nothing when it is told to add nothing; the mark is the version of the counter. */
export const markIncrements = defineReaction('markIncrements', {
  from: [CounterEvents],
  to: TallyCommands,
  sends: ['markTally'],
  on: {
    CounterIncremented: ({ streamId, version, data }) =>
      data.by === 0 ? null : { command: 'markTally', input: { tallyId: streamId, mark: String(version) } },
  },
});

/** What the broken code can't answer. */
export const UNLUCKY = 13;

export const brokenIncrements: Reaction = {
  ...markIncrements,
  codeHash: 'broken',
  answer: (event) => {
    if (JSON.stringify(event.data) === JSON.stringify({ by: UNLUCKY })) throw new Error('an unlucky number');
    return markIncrements.answer(event);
  },
};

export const countingModule = (reactions: readonly Reaction[] = [markIncrements]) =>
  defineModule('counting', {
    events: testEvents,
    deciders: testDeciders,
    reactions,
  });
