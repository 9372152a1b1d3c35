// A worker's claim on a lane, once per process: which code it would like to see live, and what that will cost.
import type { LaneState } from '../../../model/lane-state.ts';
import { foldIdOf } from '../../../model/generation-id.ts';
import { laneName, type Lane } from '../../../model/lane.ts';
import type { ProjectorContext } from '../projectors/projector-context.ts';

export function claimLane(context: ProjectorContext): (lane: Lane) => Promise<void> {
  const { store, projection } = context;
  const claims = new Map<string, Promise<void>>();
  const claim = async (lane: Lane): Promise<void> => {
    const state = await store.state(lane);
    await store.want(lane, projection.foldId);
    await reportRefill(context, lane, state);
  };
  return (lane) => {
    const name = laneName(lane);
    const known = claims.get(name);
    if (known) return known;
    const claimed = claim(lane);
    claims.set(name, claimed);
    // A claim that failed is made again.
    claimed.catch(() => claims.delete(name));
    return claimed;
  };
}

/** Said before it begins, with how much there is to fold. */
async function reportRefill(
  { reader, projection, logger }: ProjectorContext,
  lane: Lane,
  { live }: LaneState,
): Promise<void> {
  const served = live && foldIdOf(live.id);
  if (served === projection.foldId) return;
  const events = Number(await reader.head());
  if (events === 0) return;
  const what = { readModel: projection.name, lane: laneName(lane), to: projection.foldId, events };
  if (served === null) {
    logger.info(what, `${projection.name} is new: ${events} events are folded before it can be read.`);
    return;
  }
  logger.warn(
    { code: 'READ_MODEL_CHANGED', ...what, from: served },
    `${projection.name} is made otherwise than before: ${events} events are folded again, beside what readers see.`,
  );
}
