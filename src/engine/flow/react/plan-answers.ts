// Answers of a reaction to events, planned. A stream whose event can't be answered waits behind it; the others go on.
import { concerns } from '../../definitions/concerns.ts';
import type { CommandToSend, Reaction } from '../../definitions/reaction.ts';
import { isDiscarded } from '../../model/discarded-events.ts';
import { SlipstreamError } from '../../model/errors.ts';
import type { RecordedEvent } from '../../model/events.ts';
import { reactionPrincipal } from '../../model/reactions.ts';
import { inHand, reached } from '../../model/work-in-hand.ts';
import { commandIdOf } from './command-id.ts';
import { isFault, streamOf, type FailedEvent } from './failed-events.ts';
import { causeOf } from './reaction-context.ts';

/** One command that is to get an outcome. */
export interface PlannedCommand {
  readonly ask: CommandToSend;
  readonly commandId: string;
}

export interface PlannedAnswer {
  readonly event: RecordedEvent;
  readonly commands: readonly PlannedCommand[];
}

export interface Plan {
  /** Up to the first event that fails by nobody's fault. */
  readonly answers: readonly PlannedAnswer[];
  readonly failed: FailedEvent | undefined;
  /** The first of each stream that can't be answered. */
  readonly faults: readonly FailedEvent[];
}

export function planAnswers(reaction: Reaction, events: readonly RecordedEvent[]): Plan {
  return inHand({ activity: 'react', ...causeOf(reaction) }, () => planEach(reaction, events));
}

function planEach(reaction: Reaction, events: readonly RecordedEvent[]): Plan {
  const answers: PlannedAnswer[] = [];
  const faults = new Map<string, FailedEvent>();
  for (const event of events) {
    const stream = streamOf(event);
    if (faults.has(stream)) continue;
    try {
      reached(event.position);
      const commands = planTwice(reaction, event);
      if (commands.length > 0) answers.push({ event, commands });
    } catch (error) {
      if (!isFault(error)) return { answers, failed: { event, error }, faults: [...faults.values()] };
      faults.set(stream, { event, error });
    }
  }
  return { answers, failed: undefined, faults: [...faults.values()] };
}

function planTwice(reaction: Reaction, event: RecordedEvent): readonly PlannedCommand[] {
  try {
    return planOne(reaction, event);
  } catch {
    return planOne(reaction, event);
  }
}

/** Throws what makes the event unreadable, REACTION_FAILED and REACTION_INVALID. */
export function planOne(reaction: Reaction, event: RecordedEvent): readonly PlannedCommand[] {
  if (isDiscarded(event, reactionPrincipal(reaction.name), streamOf(event))) return [];
  if (!concerns(reaction.categories, event) || !reaction.types.has(event.type)) return [];
  return answerOf(reaction, event).map((ask, index) => ({
    ask,
    commandId: commandIdOf(reaction.name, event.id, index),
  }));
}

function answerOf(reaction: Reaction, event: RecordedEvent): readonly CommandToSend[] {
  try {
    return reaction.answer(event);
  } catch (cause) {
    if (cause instanceof SlipstreamError) throw cause;
    throw new SlipstreamError('REACTION_FAILED', `${event.type} can't be answered.`, { cause });
  }
}
