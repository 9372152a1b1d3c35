// The next step of a rebuild as a whole, once all of its lanes have come to it.
import type { Rebuild, Rebuilds, RebuildStep } from '../../../model/rebuilds.ts';

/** To be called after each change of a lane: whoever is last moves the whole on. */
export async function settleRebuild(rebuilds: Rebuilds, projection: string): Promise<void> {
  const rebuild = await rebuilds.last(projection);
  const step = rebuild && nextStep(rebuild);
  if (rebuild && step) await rebuilds.move(rebuild.id, step);
}

export function nextStep({ state, lanes, isApproved }: Rebuild): RebuildStep | undefined {
  if (state === 'SWITCHING') {
    return lanes.every(({ isSwitched }) => isSwitched) ? { from: ['SWITCHING'], to: 'SWITCHED' } : undefined;
  }
  if (state !== 'FILLING' && state !== 'COMPARING') return undefined;
  if (lanes.some(({ comparison }) => !comparison)) return undefined;
  const isSame = lanes.every(({ comparison }) => comparison?.differences === 0);
  return { from: ['FILLING', 'COMPARING'], to: isSame || isApproved ? 'SWITCHING' : 'WAITING_FOR_APPROVAL' };
}
