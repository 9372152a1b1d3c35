// The audience of each lane, found by channel, lane or document.
import { SlipstreamError } from '../../../model/errors.ts';
import { laneName, laneOf, type Lane } from '../../../model/lane.ts';
import type { Logger } from '../../../model/logger.ts';
import { createLaneAudience, type LaneAudience } from './listeners.ts';

export interface Audiences {
  readonly channels: readonly string[];
  readonly hearing: (channel: string) => LaneAudience | undefined;
  /** Throws UNKNOWN_LANE, as `ofDocument` does. */
  readonly ofLane: (lane: Lane) => LaneAudience;
  readonly ofDocument: (projection: string, id: string) => LaneAudience;
}

/** @param lanes every lane of every projection. @param channelOf a lane's notices; its name if omitted. */
export function createAudiences(
  lanes: readonly Lane[],
  logger: Logger,
  channelOf: (lane: Lane) => string = laneName,
): Audiences {
  const byChannel = new Map<string, LaneAudience>();
  const byName = new Map<string, LaneAudience>();
  const counts = new Map<string, number>();
  for (const lane of lanes) {
    const audience = createLaneAudience(logger);
    byChannel.set(channelOf(lane), audience);
    byName.set(laneName(lane), audience);
    counts.set(lane.projection, (counts.get(lane.projection) ?? 0) + 1);
  }
  const ofLane = (lane: Lane): LaneAudience => {
    const audience = byName.get(laneName(lane));
    if (audience) return audience;
    throw new SlipstreamError('UNKNOWN_LANE', `There is no lane ${laneName(lane)}.`);
  };
  return {
    channels: [...byChannel.keys()],
    hearing: (channel) => byChannel.get(channel),
    ofLane,
    ofDocument: (projection, id) => ofLane({ projection, lane: laneOf(id, counts.get(projection) ?? 1) }),
  };
}
