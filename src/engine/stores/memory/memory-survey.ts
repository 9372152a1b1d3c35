// The survey of lanes in memory, made of what can be asked of each.
import type { LaneStore } from '../../model/documents.ts';

type SurveySources = Pick<LaneStore, 'state' | 'checkpoint' | 'losses' | 'replaced'>;

export function memorySurvey({ state, checkpoint, losses, replaced }: SurveySources): LaneStore['survey'] {
  return (lanes, replacedForMs) =>
    Promise.all(
      lanes.map(async (lane) => {
        const at = await state(lane);
        const generation = at.live?.id ?? '';
        const { isRegistered, index, documents } = await losses(lane, generation);
        return {
          ...at,
          checkpoint: await checkpoint(lane, generation),
          hasReplaced: (await replaced(lane, replacedForMs)).length > 0,
          hasLosses: index || documents.length > 0,
          isRegistered,
        };
      }),
    );
}
