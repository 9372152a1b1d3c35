// A worker that starts says once per lane which code it would like to see live.
import { laneName, type Lane } from '../../../model/lane.ts';
import type { ProjectorContext } from '../projectors/projector-context.ts';

export function claimLane({ store, projection }: ProjectorContext): (lane: Lane) => Promise<void> {
  const claimed = new Set<string>();
  return async (lane) => {
    if (claimed.has(laneName(lane))) return;
    await store.want(lane, projection.codeHash);
    claimed.add(laneName(lane));
  };
}
