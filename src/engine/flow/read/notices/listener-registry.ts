// The listeners of each lane, found by channel, lane or document.
import { SlipstreamError } from '../../../model/errors.ts';
import { laneName, laneOf, type Lane } from '../../../model/lane.ts';
import type { Logger } from '../../../model/logger.ts';
import { createLaneListeners, type LaneListeners } from './listeners.ts';

export interface ListenerRegistry {
  readonly channels: readonly string[];
  readonly hearing: (channel: string) => LaneListeners | undefined;
  /** Throws UNKNOWN_LANE, as `ofDocument` does. */
  readonly ofLane: (lane: Lane) => LaneListeners;
  readonly ofDocument: (projection: string, id: string) => LaneListeners;
}

/** @param lanes every lane of every projection. @param channelOf a lane's notices; its name if omitted. */
export function createListenerRegistry(
  lanes: readonly Lane[],
  logger: Logger,
  channelOf: (lane: Lane) => string = laneName,
): ListenerRegistry {
  const byChannel = new Map<string, LaneListeners>();
  const byName = new Map<string, LaneListeners>();
  const counts = new Map<string, number>();
  for (const lane of lanes) {
    const listeners = createLaneListeners(logger);
    byChannel.set(channelOf(lane), listeners);
    byName.set(laneName(lane), listeners);
    counts.set(lane.projection, (counts.get(lane.projection) ?? 0) + 1);
  }
  const ofLane = (lane: Lane): LaneListeners => {
    const listeners = byName.get(laneName(lane));
    if (listeners) return listeners;
    throw new SlipstreamError('UNKNOWN_LANE', `There is no lane ${laneName(lane)}.`);
  };
  return {
    channels: [...byChannel.keys()],
    hearing: (channel) => byChannel.get(channel),
    ofLane,
    ofDocument: (projection, id) => ofLane({ projection, lane: laneOf(id, counts.get(projection) ?? 1) }),
  };
}
