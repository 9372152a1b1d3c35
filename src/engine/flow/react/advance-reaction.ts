// A turn of a reaction: every event up to the head is answered, page by page. The checkpoint moves when all commands
// of a page have an outcome, or their stream is parked; until then, and after any loss, the same commands are sent again
// under the same ids.
import { SlipstreamError } from '../../model/errors.ts';
import type { RecordedEvent } from '../../model/events.ts';
import { heldBack, upToBarrier, type Barrier } from '../../model/lane-health.ts';
import { nextPosition } from '../../model/position.ts';
import type { ReactionState } from '../../model/reactions.ts';
import type { TurnOutcome } from '../../model/turns.ts';
import { answerEvents } from './answer-events.ts';
import { isPassing, streamOf, type FailedEvent } from './failed-events.ts';
import { beginAnew, move, standOf, type Stand } from './move-checkpoint.ts';
import { parkingOf } from './park-streams.ts';
import { codeOf, type ReactionContext } from './reaction-context.ts';
import { redriveStreams } from './redrive-streams.ts';
import { reportDiverged, reportStopped } from './report.ts';

/** Throws what passes by itself, to be tried again later; nothing is lost by that. */
export async function advanceReaction(context: ReactionContext, signal: AbortSignal): Promise<TurnOutcome> {
  const { pages, checkpoints, reaction } = context;
  const [incarnation, state] = await Promise.all([pages.incarnation(), checkpoints.state(reaction.name)]);
  const begun = await beginIn(context, incarnation, state);
  if (begun && state.stoppedCode === reaction.codeHash && (await isKeptStopped(context, begun)))
    return 'stopped';
  let stand = begun && (await redriveStreams(context, begun, signal));
  for (;;) {
    if (!stand) return 'fenced';
    if (signal.aborted) return 'interrupted';
    const answered = await answerPage(context, stand, signal);
    if (answered.outcome) return answered.outcome;
    ({ stand } = answered);
  }
}

/** A checkpoint of another store says nothing about this one. Beginning anew is safe: what was done is not done again. */
async function beginIn(
  context: ReactionContext,
  incarnation: string,
  state: ReactionState,
): Promise<Stand | undefined> {
  const { checkpoint } = state;
  if (checkpoint?.incarnation === incarnation) return standOf(state);
  if (checkpoint) reportDiverged(context, 'The checkpoint is of another store.');
  return beginAnew(context, incarnation, checkpoint);
}

/** The breaker has stopped this code, and no operator has let it go on. */
async function isKeptStopped(context: ReactionContext, { checkpoint }: Stand): Promise<boolean> {
  const { stands, events } = await context.pages.after(checkpoint.position, checkpoint.eventId);
  const [event] = events;
  if (!stands || !event) return false;
  const message =
    'Too many streams would have been parked: the reaction waits for mended code, or an operator.';
  await reportStopped(context, { event, error: new SlipstreamError('TOO_MANY_PARKED', message) });
  return true;
}

interface PageEnd {
  /** Undefined if another worker was there first. */
  readonly stand?: Stand | undefined;
  /** Undefined if there are more pages. */
  readonly outcome?: TurnOutcome;
}

async function answerPage(context: ReactionContext, stand: Stand, signal: AbortSignal): Promise<PageEnd> {
  const { checkpoint, parked } = stand;
  const looking = context.health.look(codeOf(context.reaction));
  const { stands, events, atHead } = await context.pages.after(checkpoint.position, checkpoint.eventId);
  if (!stands) {
    reportDiverged(context, 'The event of the checkpoint is not in the store.');
    return { stand: await beginAnew(context, checkpoint.incarnation, checkpoint) };
  }
  checkFirst(stand, events[0]);
  const outlook = await looking;
  const barrier = await outlook.barrier(events);
  const free = upToBarrier(events, barrier);
  const open = free.filter((event) => !parked.has(streamOf(event)));
  const parking = parkingOf(context, await answerEvents(context, open, signal));
  const { failed, park, stoppedCode } = parking;
  const last = free[(failed ? free.indexOf(failed.event) : free.length) - 1];
  const to = last && { position: last.position, eventId: last.id };
  const isMoved = to !== undefined || stoppedCode !== undefined;
  const moved = isMoved ? await move(context, stand, { ...(to && { to }), park, stoppedCode }) : stand;
  if (!moved) return { stand: undefined };
  parking.report();
  if (failed) return { outcome: await endBefore(context, failed, signal) };
  await outlook.passed(free);
  if (barrier?.kind === 'alone') return { stand: moved };
  if (barrier) return { outcome: await stopBefore(context, barrier) };
  return atHead ? { outcome: 'atHead' } : { stand: moved };
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
  if (signal.aborted) return 'interrupted';
  if (isPassing(failed.error)) throw failed.error;
  await reportStopped(context, failed);
  return 'stopped';
}

/** No event is left out, whatever the reader says. */
function checkFirst({ checkpoint: { position } }: Stand, first: RecordedEvent | undefined): void {
  if (!first || first.position === nextPosition(position)) return;
  const details = { checkpoint: position, found: first.position };
  throw new SlipstreamError('POSITIONS_NOT_DENSE', 'The events do not begin after the checkpoint.', {
    details,
  });
}
