// Parked streams that an operator has asked to redrive: their events are answered in order, from the first that could not
// be, up to the checkpoint. Commands that were done before are known by their ids.
import { SlipstreamError } from '../../model/errors.ts';
import type { RecordedEvent } from '../../model/events.ts';
import { heldBack, upToBarrier } from '../../model/lane-health.ts';
import type { ParkedStream } from '../../model/parked-streams.ts';
import { comparePositions } from '../../model/position.ts';
import { streamName, parseStreamName } from '../../model/stream.ts';
import { answerEvents } from './answer-events.ts';
import { factsOf, isPassing, markOf } from './failed-events.ts';
import { move, type Stand } from './move-checkpoint.ts';
import { codeOf, type ReactionContext } from './reaction-context.ts';

/** Events of a stream that are answered together. */
const PAGE = 500;

/** Undefined if another worker was there first. Throws what passes by itself. */
export async function redriveStreams(
  context: ReactionContext,
  begun: Stand,
  signal: AbortSignal,
): Promise<Stand | undefined> {
  let stand: Stand | undefined = begun;
  for (const mark of begun.parked.values()) {
    if (!mark.isToRedrive || signal.aborted) continue;
    const redriven = await redrive(context, stand, { mark, signal });
    if (redriven === 'later') continue;
    const release = redriven === 'answered' ? [mark.stream] : [];
    stand = await move(context, stand, { release, park: redriven === 'answered' ? [] : [redriven] });
    if (!stand) return undefined;
  }
  return stand;
}

interface Redriving {
  readonly mark: ParkedStream;
  readonly signal: AbortSignal;
}

/** The new mark if the stream stays parked; `later` if another process is at it, or this one is to stop. */
async function redrive(
  context: ReactionContext,
  { checkpoint }: Stand,
  { mark, signal }: Redriving,
): Promise<'answered' | 'later' | ParkedStream> {
  const tries = mark.tries + 1;
  try {
    for (let after = mark.version - 1; ;) {
      const events = await eventsOf(context, mark, after);
      const until = events.filter(({ position }) => comparePositions(position, checkpoint.position) <= 0);
      const outlook = await context.health.look(codeOf(context.reaction));
      const barrier = await outlook.barrier(until);
      if (barrier?.kind === 'elsewhere') return 'later';
      if (barrier?.kind === 'heldBack')
        return markOf(context.reaction, { event: barrier.event, error: heldBack(barrier.event) }, { tries });
      const free = upToBarrier(until, barrier);
      const { faults, failed } = await answerEvents(context, free, signal);
      const [fault] = faults;
      if (fault) return markOf(context.reaction, fault, { tries });
      if (failed) throw failed.error;
      await outlook.passed(free);
      const last = free.at(-1);
      if (!last || (!barrier && until.length < PAGE)) return 'answered';
      after = last.version;
    }
  } catch (error) {
    if (signal.aborted) return 'later';
    if (isPassing(error) || isOfServer(error)) throw error;
    return { ...mark, ...factsOf(error), tries, isToRedrive: false };
  }
}

/** The reaction goes on with its other streams whatever is wrong with this one, but not without the store. */
const isOfServer = (error: unknown): boolean =>
  error instanceof SlipstreamError && error.code.startsWith('STORE_');

async function eventsOf(
  { reader }: ReactionContext,
  { stream }: ParkedStream,
  after: number,
): Promise<readonly RecordedEvent[]> {
  const { category, id } = parseStreamName(stream);
  const { streams } = await reader.readStreams([{ stream: streamName(category, id), after, limit: PAGE }]);
  return streams[0] ?? [];
}
