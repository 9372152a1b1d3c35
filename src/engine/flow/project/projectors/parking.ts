// The documents that a unit of work parks: told to operators, and refused as a whole where the breaker says so.
import { SlipstreamError } from '../../../model/errors.ts';
import { laneName } from '../../../model/lane.ts';
import type { Parked } from '../../../model/parked.ts';
import type { LaneContext } from './lane-context.ts';
import type { FoldFailure } from './plan-batch.ts';
import type { UnitOfWork } from './unit-of-work.ts';

interface NewlyParked {
  readonly id: string;
  readonly parked: Parked;
}

/** Documents that were not parked before. */
function newlyParked({ set, documents }: UnitOfWork): readonly NewlyParked[] {
  const found: NewlyParked[] = [];
  for (const [id, { before }] of documents) {
    const parked = set.documents.get(id)?.parked;
    if (parked && !before?.parked) found.push({ id, parked });
  }
  return found;
}

export interface Parking {
  /** Why none of it is to be written. */
  readonly failure: FoldFailure | undefined;
  /** To be called once it is written. */
  report(): void;
}

const NOTHING: Parking = { failure: undefined, report: () => {} };

/** What the unit parks. Most park nothing. */
export function parkingOf(unit: UnitOfWork): Parking {
  const { context, documents } = unit;
  const parked = newlyParked(unit);
  const isAdmitted = context.breaker.admits(parked.length, documents.size);
  const [first] = parked;
  if (!first) return NOTHING;
  const event = documents.get(first.id)?.lastEvent;
  if (isAdmitted || !event) return { failure: undefined, report: () => report(context, parked) };
  const error = context.breaker.admitsNone
    ? new SlipstreamError(first.parked.code, first.parked.message)
    : tooMany(first, parked.length);
  return { failure: { event, error }, report: () => {} };
}

function tooMany({ id, parked }: NewlyParked, documents: number): SlipstreamError {
  const message =
    `Too many documents would be parked at once, the first of them ${id}: ${parked.message} ` +
    'The code is more likely wrong than the events.';
  return new SlipstreamError('TOO_MANY_PARKED', message, { details: { documents } });
}

const MOST_REPORTED = 5;

function report({ logger, lane }: LaneContext, all: readonly NewlyParked[]): void {
  for (const { id, parked } of all.slice(0, MOST_REPORTED)) {
    const { position, eventId, type, code: reason, message, stack } = parked;
    logger.error(
      {
        ...{ code: 'DOCUMENT_PARKED', readModel: lane.projection, lane: laneName(lane), id },
        ...{ position, eventId, type, reason, why: message, stack, parked: all.length },
      },
      'An event can not be folded into a document: the document is parked, the others go on.',
    );
  }
}
