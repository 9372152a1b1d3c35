// Events that could not be answered: by whose fault, and the mark that their stream is parked with.
import type { Reaction } from '../../definitions/reaction.ts';
import type { ErrorCode } from '../../model/error-codes.ts';
import { SlipstreamError } from '../../model/errors.ts';
import type { RecordedEvent } from '../../model/events.ts';
import type { ParkedStream } from '../../model/parked-streams.ts';
import { comparePositions } from '../../model/position.ts';
import { streamName } from '../../model/stream.ts';

/** Why an event has not been answered. */
export interface FailedEvent {
  readonly event: RecordedEvent;
  readonly error: unknown;
}

/** These pass by themselves: whoever asks again later gets an outcome. */
const PASSING: ReadonlySet<ErrorCode> = new Set([
  'STORE_UNAVAILABLE',
  'READ_MODEL_UNAVAILABLE',
  'COMMAND_OUTCOME_UNKNOWN',
  'OVERLOADED',
  'SHUTTING_DOWN',
  'VERSION_CONFLICT',
]);

/** Faults of an event and of the code that answers it; anything else is a bug of the engine or a server's. */
const FAULTS: ReadonlySet<string> = new Set([
  'REACTION_FAILED',
  'REACTION_INVALID',
  'COMMAND_FAILED',
  'INVALID_APPEND',
  'UPCAST_FAILED',
]);

export const isPassing = (error: unknown): boolean =>
  error instanceof SlipstreamError && PASSING.has(error.code);

export const isFault = (error: unknown): error is SlipstreamError =>
  error instanceof SlipstreamError && FAULTS.has(error.code);

export const streamOf = ({ category, streamId }: RecordedEvent): string => streamName(category, streamId);

export const inOrder = (failed: readonly FailedEvent[]): readonly FailedEvent[] =>
  failed.toSorted((a, b) => comparePositions(a.event.position, b.event.position));

/** Of each stream the first. */
export function firstOfStreams(faults: readonly FailedEvent[]): readonly FailedEvent[] {
  const first = new Map<string, FailedEvent>();
  for (const fault of inOrder(faults)) {
    const stream = streamOf(fault.event);
    if (!first.has(stream)) first.set(stream, fault);
  }
  return [...first.values()];
}

/** Code of what is thrown without one. */
const UNNAMED = 'REACTION_FAILED';
const STACK_LENGTH = 2000;
const MESSAGE_LENGTH = 1000;

export function markOf(
  { codeHash }: Reaction,
  { event, error }: FailedEvent,
  { tries }: Pick<ParkedStream, 'tries'> = { tries: 0 },
): ParkedStream {
  const { position, version, id: eventId, type, recordedAt } = event;
  return {
    ...{ stream: streamOf(event), position, version, eventId, type, recordedAt, codeHash, tries },
    ...factsOf(error),
    isToRedrive: false,
  };
}

/** What operators are shown of an error; a text in the database has no NUL. */
export function factsOf(error: unknown): Pick<ParkedStream, 'code' | 'message' | 'stack'> {
  if (!(error instanceof Error)) return { code: UNNAMED, message: String(error), stack: '' };
  const cause = error.cause instanceof Error ? error.cause : undefined;
  // The author's error says more than the engine's about it.
  const message = cause ? `${error.message} ${cause.message}` : error.message;
  const stored = (text: string, most: number): string => text.replaceAll('\u0000', '').slice(0, most);
  return {
    code: error instanceof SlipstreamError ? error.code : UNNAMED,
    message: stored(message, MESSAGE_LENGTH),
    stack: stored((cause ?? error).stack ?? '', STACK_LENGTH),
  };
}
