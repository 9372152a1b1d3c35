// What a page of events is answered with: all of it, or what comes before the first event that can't be answered.
import { concerns } from '../../definitions/concerns.ts';
import type { CommandToSend, Reaction } from '../../definitions/reaction.ts';
import type { RecordedEvent } from '../../model/events.ts';
import { inHand, reached } from '../../model/work-in-hand.ts';
import { commandIdOf } from './command-id.ts';
import { causeOf } from './reaction-context.ts';

/** One command that is to get an outcome. */
export interface PlannedCommand {
  readonly event: RecordedEvent;
  readonly ask: CommandToSend;
  readonly commandId: string;
}

/** Why an event has not been answered. */
export interface FailedEvent {
  readonly event: RecordedEvent;
  readonly error: unknown;
}

export interface Plan {
  readonly answers: readonly PlannedCommand[];
  readonly failed?: FailedEvent;
}

export function planCommands(reaction: Reaction, events: readonly RecordedEvent[]): Plan {
  return inHand({ activity: 'react', ...causeOf(reaction) }, () => planEach(reaction, events));
}

function planEach(reaction: Reaction, events: readonly RecordedEvent[]): Plan {
  const answers: PlannedCommand[] = [];
  for (const event of events) {
    try {
      reached(event.position);
      if (!concerns(reaction.categories, event) || !reaction.types.has(event.type)) continue;
      const asked = reaction.answer(event);
      answers.push(
        ...asked.map((ask, index) => ({
          event,
          ask,
          commandId: commandIdOf(reaction.name, event.id, index),
        })),
      );
    } catch (error) {
      return { answers, failed: { event, error } };
    }
  }
  return { answers };
}
