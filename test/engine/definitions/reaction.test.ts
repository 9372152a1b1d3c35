import { describe, expect, it } from 'vitest';
import { defineReaction } from '../../../src/engine/definitions/reaction.ts';
import { CounterEvents, TallyCommands } from '../../support/counter-domain.ts';
import { memoryEventReader } from '../../support/memory-event-reader.ts';
import { markIncrements } from '../../support/counting-reaction.ts';

const base = { name: 'mark', from: [CounterEvents], to: TallyCommands, sends: ['markTally'] } as const;
const markAs = (tallyId: string) => ({ command: 'markTally', input: { tallyId, mark: 'm' } }) as const;

function incremented(by = 1) {
  const store = memoryEventReader();
  store.append('c-1', CounterEvents.CounterIncremented({ by }));
  const [event] = store.events;
  if (!event) throw new Error('There is no event.');
  return event;
}

describe('a reaction', () => {
  it('says which events it answers, and with which commands', () => {
    expect([...markIncrements.types]).toEqual(['CounterIncremented']);
    expect(markIncrements.sends).toEqual(['markTally']);
  });

  it('answers with one command, several, or none', () => {
    const one = { command: 'markTally', stream: 'tally/c-1' };
    expect(markIncrements.answer(incremented())).toMatchObject([one]);
    expect(markIncrements.answer(incremented(0))).toEqual([]);
    const two = defineReaction('markAll', {
      ...base,
      on: { CounterIncremented: () => [markAs('a'), markAs('b')] },
    });
    expect(two.answer(incremented()).map(({ stream }) => stream)).toEqual(['tally/a', 'tally/b']);
    const other = defineReaction('markAll', { ...base, on: { CounterOpened: () => markAs('a') } });
    expect(other.answer(incremented())).toEqual([]);
  });

  it.each([
    ['a command it does not send', { command: 'openCounter', input: {} }, /no command openCounter/],
    ['no command at all', 'markTally', /no command undefined/],
    ['a promise', Promise.resolve(null), /no command undefined/],
    ['an input without a field', { command: 'markTally', input: { tallyId: 'a' } }, /markTally.*mark: /],
    ['a bad id', { command: 'markTally', input: { tallyId: 'a/b', mark: 'm' } }, /tallyId: must be/],
    ['too many commands', Array.from({ length: 101 }, () => markAs('a')), /101 commands/],
  ])('that answers with %s is refused', (_what, answer, message) => {
    const careless = defineReaction('markAll', {
      ...base,
      on: { CounterIncremented: () => answer as never },
    });
    const failed = expect(() => careless.answer(incremented()));
    failed.toThrow(
      expect.objectContaining({ code: 'REACTION_INVALID', message: expect.stringMatching(message) }),
    );
  });

  it('is named in camelCase and answers events it knows', () => {
    const bad = expect.objectContaining({ code: 'BAD_DEFINITION' });
    expect(() => defineReaction('mark.it', { ...base, on: {} })).toThrow(bad);
    const on = { CounterOpened: () => null, ParcelSent: () => null };
    expect(() => defineReaction('markAll', { ...base, on })).toThrow(bad);
  });
});
