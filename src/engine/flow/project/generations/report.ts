// What a projector tells its operator: by name, so that an alarm can be set on it.
import { SlipstreamError } from '../../../model/errors.ts';
import { laneName, type Lane } from '../../../model/lane.ts';
import type { FoldFailure } from '../projectors/plan-batch.ts';
import type { Workshop } from '../projectors/workshop.ts';

export function reportStopped({ logger }: Workshop, lane: Lane, { event, error }: FoldFailure): void {
  const { id: eventId, position, type } = event;
  const reason = error instanceof SlipstreamError ? error.code : 'FOLD_FAILED';
  logger.error(
    { code: 'LANE_STOPPED', lane: laneName(lane), eventId, position, type, reason, err: error },
    'An event can not be folded: the lane stops before it.',
  );
}

export function reportForeign(
  { logger }: Workshop,
  lane: Lane,
  { generation, why }: { readonly generation: string; readonly why: string },
): void {
  logger.error(
    { code: 'GENERATION_WORTHLESS', lane: laneName(lane), generation, why },
    'What was folded is not the past of this event store: the lane is filled anew.',
  );
}
