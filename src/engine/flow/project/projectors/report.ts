// Log lines of a projector for its operator: by name, so that an alarm can be set on it.
import { SlipstreamError } from '../../../model/errors.ts';
import { laneName, type Lane } from '../../../model/lane.ts';
import type { FoldFailure } from './plan-batch.ts';
import type { ProjectorContext } from './projector-context.ts';

export async function reportStopped(
  { logger, health, projection, reported }: ProjectorContext,
  lane: Lane,
  { event, error }: FoldFailure,
): Promise<void> {
  const { id: eventId, position, type, metadata } = event;
  const { causationId: commandId, correlationId } = metadata;
  const reason = error instanceof SlipstreamError ? error.code : 'FOLD_FAILED';
  await health.report({ lane, codeHash: projection.codeHash }, { position, eventId, type, reason });
  const what = { lane: laneName(lane), eventId, position, type, commandId, correlationId };
  if (reason !== 'LANE_HELD_BACK') {
    const stopped = 'An event can not be folded: the lane stops before it.';
    logger.error({ code: 'LANE_STOPPED', ...what, reason, err: error }, stopped);
  } else if (!reported.has(`${laneName(lane)} ${position}`)) {
    reported.add(`${laneName(lane)} ${position}`);
    logger.error({ code: reason, ...what }, error instanceof Error ? error.message : reason);
  }
}

export function reportDiverged(
  { logger }: ProjectorContext,
  lane: Lane,
  { generation, why }: { readonly generation: string; readonly why: string },
): void {
  logger.error(
    { code: 'GENERATION_DIVERGED', lane: laneName(lane), generation, why },
    'What was folded is not the past of this event store: the lane is filled anew.',
  );
}
