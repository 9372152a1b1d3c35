// The streams that a page parks: told to operators, and refused as a whole where the breaker says so.
import { SlipstreamError } from '../../model/errors.ts';
import type { ParkedStream } from '../../model/parked-streams.ts';
import type { Answered } from './answer-events.ts';
import { factsOf, markOf, type FailedEvent } from './failed-events.ts';
import type { ReactionContext } from './reaction-context.ts';
import { reportParked } from './report.ts';

export interface Parking {
  readonly park: readonly ParkedStream[];
  /** The event that the reaction ends before. */
  readonly failed: FailedEvent | undefined;
  /** Set if the breaker stops the code. */
  readonly stoppedCode: string | undefined;
  /** To be called once it is written. */
  report(): void;
}

export function parkingOf(context: ReactionContext, { faults, failed, streams }: Answered): Parking {
  const { breaker, reaction } = context;
  const park = faults.map((fault) => markOf(reaction, fault));
  const isAdmitted = breaker.admits(park.length, streams);
  const [first] = faults;
  if (isAdmitted || !first) {
    return { park, failed, stoppedCode: undefined, report: () => reportParked(context, park) };
  }
  if (breaker.admitsNone) return { park: [], failed: first, stoppedCode: undefined, report: () => {} };
  return {
    park: [],
    failed: { event: first.event, error: tooMany(first, park.length) },
    stoppedCode: reaction.codeHash,
    // It is written down that the code is stopped: whoever lets it go on lets it begin anew.
    report: () => breaker.reset(),
  };
}

function tooMany({ event, error }: FailedEvent, streams: number): SlipstreamError {
  const message =
    `Too many streams would be parked at once, the first of them by ${event.type} at ${event.position}: ` +
    `${factsOf(error).message} The code is more likely wrong than the events.`;
  return new SlipstreamError('TOO_MANY_PARKED', message, { details: { streams } });
}
