// A turn of a reaction: every event up to the head is answered, page by page. The checkpoint moves when all commands
// of a page have an outcome; until then, and after any loss, the same commands are sent again under the same ids.
import type { ErrorCode } from '../../model/error-codes.ts';
import { SlipstreamError } from '../../model/errors.ts';
import type { RecordedEvent } from '../../model/events.ts';
import { heldBack, type Barrier } from '../../model/lane-health.ts';
import { BEFORE_FIRST, nextPosition } from '../../model/position.ts';
import type { ReactionCheckpoint } from '../../model/reactions.ts';
import type { TurnOutcome } from '../../model/turns.ts';
import { planCommands, type FailedEvent } from './plan-answers.ts';
import { codeOf, type ReactionContext } from './reaction-context.ts';
import { reportDiverged, reportStopped } from './report.ts';
import { sendCommands } from './send-answers.ts';

/** These pass by themselves: whoever asks again later gets an outcome. */
const PASSING: ReadonlySet<ErrorCode> = new Set([
  'STORE_UNAVAILABLE',
  'COMMAND_OUTCOME_UNKNOWN',
  'OVERLOADED',
  'SHUTTING_DOWN',
  'VERSION_CONFLICT',
]);

/** Throws what passes by itself, to be tried again later; nothing is lost by that. */
export async function advanceReaction(context: ReactionContext, signal: AbortSignal): Promise<TurnOutcome> {
  const { pages, checkpoints, reaction } = context;
  const [incarnation, [stored]] = await Promise.all([pages.incarnation(), checkpoints.load([reaction.name])]);
  let checkpoint = await beginIn(context, incarnation, stored);
  for (;;) {
    if (!checkpoint) return 'fenced';
    if (signal.aborted) return 'interrupted';
    const looking = context.health.look(codeOf(reaction));
    const { stands, events, atHead } = await pages.after(checkpoint.position, checkpoint.eventId);
    if (!stands) {
      reportDiverged(context, 'The event of the checkpoint is not in the store.');
      checkpoint = await move(context, checkpoint, startOf(incarnation));
      continue;
    }
    checkFirst(checkpoint, events[0]);
    const barrier = await (await looking).barrier(events);
    const free = barrier ? events.slice(0, events.indexOf(barrier.event)) : events;
    const { last, failed } = await answerPage(context, free, signal);
    if (last) {
      checkpoint = await move(context, checkpoint, {
        position: last.position,
        eventId: last.id,
        incarnation,
      });
    }
    if (failed && checkpoint) return endBefore(context, failed, signal);
    if (barrier && checkpoint) return stopBefore(context, barrier);
    if (atHead && checkpoint) return 'atHead';
  }
}

const startOf = (incarnation: string): ReactionCheckpoint => ({
  ...{ position: BEFORE_FIRST, eventId: '', incarnation },
});

/** A checkpoint of another store says nothing about this one. Beginning anew is safe: what was done is not done again. */
async function beginIn(
  context: ReactionContext,
  incarnation: string,
  stored: ReactionCheckpoint | undefined,
): Promise<ReactionCheckpoint | undefined> {
  if (stored?.incarnation === incarnation) return stored;
  if (stored) reportDiverged(context, 'The checkpoint is of another store.');
  return move(context, stored, startOf(incarnation));
}

/** Nothing if another worker was there first. */
async function move(
  { checkpoints, reaction }: ReactionContext,
  from: ReactionCheckpoint | undefined,
  to: ReactionCheckpoint,
): Promise<ReactionCheckpoint | undefined> {
  return (await checkpoints.move(reaction.name, { from, to })) ? to : undefined;
}

interface Answered {
  /** The last event up to which all are answered; nothing if it is not even the first. */
  readonly last: RecordedEvent | undefined;
  readonly failed: FailedEvent | undefined;
}

async function answerPage(
  context: ReactionContext,
  events: readonly RecordedEvent[],
  signal: AbortSignal,
): Promise<Answered> {
  const plan = planCommands(context.reaction, events);
  const failed = (await sendCommands(context, plan.answers, signal)) ?? plan.failed;
  const count = failed ? events.indexOf(failed.event) : events.length;
  return { last: events[count - 1], failed };
}

/** Of an event that hangs processes. */
async function stopBefore(context: ReactionContext, { kind, event }: Barrier): Promise<TurnOutcome> {
  if (kind === 'elsewhere') return 'fenced';
  await reportStopped(context, { event, error: heldBack(event) });
  return 'stopped';
}

async function endBefore(
  context: ReactionContext,
  failed: FailedEvent,
  signal: AbortSignal,
): Promise<TurnOutcome> {
  const { error } = failed;
  if (signal.aborted) return 'interrupted';
  if (error instanceof SlipstreamError && PASSING.has(error.code)) throw error;
  await reportStopped(context, failed);
  return 'stopped';
}

/** No event is left out, whatever the reader says. */
function checkFirst({ position }: ReactionCheckpoint, first: RecordedEvent | undefined): void {
  if (!first || first.position === nextPosition(position)) return;
  const details = { checkpoint: position, found: first.position };
  throw new SlipstreamError('POSITIONS_NOT_DENSE', 'The events do not begin after the checkpoint.', {
    details,
  });
}
