// Log lines of a reaction for its operator: by name, so that an alarm can be set on it.
import { SlipstreamError } from '../../model/errors.ts';
import { laneName } from '../../model/lane.ts';
import type { ParkedStream } from '../../model/parked-streams.ts';
import { reactionLane, reactionPrincipal } from '../../model/reactions.ts';
import type { FailedEvent } from './failed-events.ts';
import { codeOf, type ReactionContext } from './reaction-context.ts';

export async function reportStopped(
  { logger, reaction, health, reported }: ReactionContext,
  { event, error }: FailedEvent,
): Promise<void> {
  const { id: eventId, position, type, metadata } = event;
  const { causationId: commandId, correlationId } = metadata;
  const reason = error instanceof SlipstreamError ? error.code : 'REACTION_FAILED';
  await health.report(codeOf(reaction), { position, eventId, type, reason });
  const what = {
    lane: laneName(reactionLane(reaction.name)),
    eventId,
    position,
    type,
    commandId,
    correlationId,
  };
  if (reason !== 'LANE_HELD_BACK') {
    const stopped = 'An event can not be answered: the reaction stops before it.';
    logger.error({ code: 'LANE_STOPPED', ...what, reason, err: error }, stopped);
  } else if (!reported.has(`${what.lane} ${position}`)) {
    reported.add(`${what.lane} ${position}`);
    logger.error({ code: reason, ...what }, error instanceof Error ? error.message : reason);
  }
}

export function reportDiverged({ logger, reaction }: ReactionContext, why: string): void {
  logger.error(
    { code: 'REACTION_BEGINS_ANEW', reaction: reaction.name, why },
    'The checkpoint is not of this past of the event store: all events are answered again, with the same command ids.',
  );
}

const MOST_REPORTED = 5;

export function reportParked({ logger, reaction }: ReactionContext, all: readonly ParkedStream[]): void {
  for (const { stream, position, eventId, type, code: reason, message, stack } of all.slice(
    0,
    MOST_REPORTED,
  )) {
    logger.error(
      {
        ...{ code: 'STREAM_PARKED', readModel: reactionPrincipal(reaction.name), id: stream },
        ...{ position, eventId, type, reason, why: message, stack, parked: all.length },
      },
      'An event can not be answered: its stream is parked for this reaction, the others go on.',
    );
  }
}
