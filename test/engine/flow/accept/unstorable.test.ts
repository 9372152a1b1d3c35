// A decision whose events can't be stored is no outcome: it leaves nothing behind, and hides no outcome there is.
import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { defineCommands } from '../../../../src/engine/definitions/commands.ts';
import { defineDecider } from '../../../../src/engine/definitions/decider.ts';
import { createCommandBus } from '../../../../src/engine/flow/accept/commands/create-command-bus.ts';
import { LIMITS } from '../../../../src/engine/model/limits.ts';
import { memoryEventStore } from '../../../../src/engine/testing/memory/memory-event-store.ts';
import { resultOf } from '../../../support/command-bus.ts';
import { TallyEvents, testEvents } from '../../../support/counter-domain.ts';

// Each event holds all that was added so far.
const commands = defineCommands('tally', {
  addMark: { createsOrChanges: 'tallyId', input: z.object({ tallyId: z.string(), length: z.int() }) },
});
const initialState: { readonly mark: string } = { mark: '' };
const growing = defineDecider({
  commands,
  events: TallyEvents,
  initialState,
  decide: { addMark: ({ mark }, { length }) => TallyEvents.TallyMarked({ mark: mark + 'x'.repeat(length) }) },
  evolve: { TallyMarked: (_tally, { mark }) => ({ mark }) },
});

function scene() {
  const store = memoryEventStore({ events: testEvents, clock: () => new Date() });
  const bus = createCommandBus({ store, deciders: [growing], doorbell: { ring: () => {} } });
  const add = (commandId: string, length: number) =>
    bus.dispatch({
      command: 'addMark',
      input: { commandId, tallyId: 't', length },
      principal: 'ada',
      correlationId: 'k',
    });
  return { store, add };
}

describe('a command whose event would be too large', () => {
  it('may be corrected under the same id', async () => {
    const { add } = scene();
    const commandId = randomUUID();
    expect(await add(commandId, LIMITS.eventBytes)).toMatchObject({
      stored: false,
      rejection: { code: 'VALIDATION_FAILED' },
    });
    expect(resultOf(await add(commandId, 1))).toBe('OK');
  });

  it('is answered with its first outcome if it was done when it came first', async () => {
    const { store, add } = scene();
    const commandId = randomUUID();
    expect(resultOf(await add(commandId, LIMITS.eventBytes / 2))).toBe('OK');
    expect(resultOf(await add(commandId, LIMITS.eventBytes / 2))).toBe('REPLAYED');
    expect(resultOf(await add(commandId, LIMITS.eventBytes))).toBe('COMMAND_ID_REUSED');
    expect(store.events()).toHaveLength(1);
  });
});
