// Events answered: planned, sent, and what could not be answered told apart by whose fault it is.
import type { RecordedEvent } from '../../model/events.ts';
import { comparePositions } from '../../model/position.ts';
import { firstOfStreams, inOrder, streamOf, type FailedEvent } from './failed-events.ts';
import { planAnswers } from './plan-answers.ts';
import type { ReactionContext } from './reaction-context.ts';
import { sendAnswers } from './send-answers.ts';

export interface Answered {
  /** Every event before it is answered, but those of the streams of `faults`. */
  readonly failed: FailedEvent | undefined;
  /** Of each stream the first event that can't be answered, if it comes before `failed`. */
  readonly faults: readonly FailedEvent[];
  /** How many streams there was something to answer of. */
  readonly streams: number;
}

export async function answerEvents(
  context: ReactionContext,
  events: readonly RecordedEvent[],
  signal: AbortSignal,
): Promise<Answered> {
  const plan = planAnswers(context.reaction, events);
  const sent = await sendAnswers(context, plan.answers, signal);
  const [failed] = inOrder([sent.failed, plan.failed].flatMap((each) => each ?? []));
  const faults = firstOfStreams([...plan.faults, ...sent.faults]).filter(
    ({ event }) => !failed || comparePositions(event.position, failed.event.position) < 0,
  );
  const streams = new Set([...plan.answers, ...plan.faults].map(({ event }) => streamOf(event)));
  return { failed, faults, streams: streams.size };
}
