// Modules that do not fit together are refused when they are joined, with what to do about it.
import { describe, expect, test } from 'vitest';
import {
  anyOf,
  defineDecider,
  defineEvents,
  defineModule,
  event,
  role,
  type Module,
  type Rule,
} from '#engine';
import { inMemory } from '#engine/testing';
import { modules as shop } from '../../../src/app/modules.ts';
import { defineSystem } from '../../../src/engine/definitions/define-system.ts';
import {
  counterDecider,
  CounterEvents,
  TallyCommands,
  tallyDecider,
  TallyEvents,
} from '../../support/counter-domain.ts';
import { markIncrements } from '../../support/counting-reaction.ts';
import { badgeProjection, counterProjection, totalsProjection } from '../../support/counter-projections.ts';

const counters = defineModule('counters', {
  events: [CounterEvents],
  deciders: [counterDecider],
  projections: [counterProjection],
  graphql: (g) => g.document(counterProjection),
});
const moduleOf = (parts: Partial<Module>): Module => defineModule('others', { ...parts });
const joined = (parts: Partial<Module>) => () => defineSystem('test', [counters, moduleOf(parts)]);
const refused = (message: string) => expect.objectContaining({ code: 'BAD_DEFINITION', message });

const doubled = [counters, moduleOf({ projections: [{ ...counterProjection }] })];
const taken = refused('Two projections are named counter (counters, others): rename one.');

describe('modules', () => {
  test('that fit together are taken', () => {
    expect(() => defineSystem('test', shop)).not.toThrow();
    expect(joined({})).not.toThrow();
  });

  test('are checked where they are joined', async () => {
    await expect(inMemory({ modules: doubled })).rejects.toThrow(taken);
  });

  test('name each projection once', () => {
    expect(() => defineSystem('test', doubled)).toThrow(taken);
  });

  test('list the events that they decide and fold', () => {
    const tallies = { deciders: [tallyDecider] };
    expect(joined({ ...tallies, events: [TallyEvents] })).not.toThrow();
    expect(joined(tallies)).toThrow(
      refused('Module others decides about tally, but no module lists TallyMarked: add it to `events`.'),
    );
    const marks = { ...tallyDecider.commands.specs.markTally, emits: ['TallyMarked', 'TallyLost'] };
    const commands = {
      ...tallyDecider.commands,
      specs: { ...tallyDecider.commands.specs, markTally: marks },
    };
    const emitting = { ...tallyDecider, commands } as Module['deciders'][number];
    expect(joined({ events: [TallyEvents], deciders: [emitting] })).toThrow(
      refused(
        'markTally emits TallyLost, which no module lists: add it to `events`, or it would stop whoever reads it.',
      ),
    );
    expect(joined({ projections: [totalsProjection] })).not.toThrow();
    expect(joined({ projections: [badgeProjection] })).toThrow(
      refused('Projection badge folds only events that no module lists: add them to `events`.'),
    );
  });

  test('ask each other for what somebody decides', () => {
    expect(joined({ reactions: [markIncrements] })).toThrow(
      refused(
        'Reaction markIncrements sends markTally, which nobody decides: add the module that does, or its decider to `deciders`.',
      ),
    );
    const tallies = { events: [TallyEvents], deciders: [tallyDecider] };
    expect(joined({ ...tallies, reactions: [markIncrements] })).not.toThrow();
  });

  test('let reactions send what they send', () => {
    const guarded = (access: Rule): Partial<Module> => {
      const marks = { ...tallyDecider.commands.specs.markTally, access };
      const commands = {
        ...tallyDecider.commands,
        specs: { ...tallyDecider.commands.specs, markTally: marks },
      };
      const decider = { ...tallyDecider, commands } as Module['deciders'][number];
      return { events: [TallyEvents], deciders: [decider], reactions: [markIncrements] };
    };
    expect(joined(guarded(anyOf(role('clerk'), role('system'))))).not.toThrow();
    expect(joined(guarded(role('clerk')))).toThrow(
      refused(
        "Reaction markIncrements sends markTally, which it may not: add role('system') to `access` of the command.",
      ),
    );
  });

  test('name each event, command and reaction once', () => {
    const events = [defineEvents('dial', { CounterOpened: event<{ name: string }>() })];
    expect(joined({ events })).toThrow(
      refused('Two events are named CounterOpened (counters, others): rename one.'),
    );
    expect(joined({ deciders: [counterDecider] })).toThrow(
      refused('Two commands are named openCounter (counters, others): rename one.'),
    );
    const tallies = { events: [TallyEvents], deciders: [tallyDecider] };
    expect(joined({ ...tallies, reactions: [markIncrements, markIncrements] })).toThrow(
      refused('Two reactions are named markIncrements (others, others): rename one.'),
    );
  });

  test('have streams of their own', () => {
    const events = [defineEvents('counter', { CounterBroken: event<{ by: string }>() })];
    expect(joined({ events })).toThrow(
      refused('Two event definitions are named counter (counters, others): rename one.'),
    );
  });
});

test('a decider takes commands about the streams of its events', () => {
  const astray = () =>
    defineDecider({
      ...{ commands: TallyCommands, events: CounterEvents, initialState: 0 },
      decide: { markTally: () => [] },
      evolve: { CounterOpened: (n) => n, CounterIncremented: (n) => n, CounterRenamed: (n) => n },
    });
  expect(astray).toThrow(
    refused(
      "These commands change the streams of tally, these events are of counter: say 'counter' in both.",
    ),
  );
});
