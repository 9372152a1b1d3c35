// The lane store, with a line in the log for each step in the life of a generation: filled, caught up, switched to, retired.
import type { LaneStore } from '../../../model/documents.ts';
import type { LaneState } from '../../../model/lane-state.ts';
import { laneName, type Lane } from '../../../model/lane.ts';
import type { Logger } from '../../../model/logger.ts';

export function logGenerations(store: LaneStore, logger: Logger): LaneStore {
  const { see, begin, since } = watchFillings();
  const log = (lane: Lane, facts: object, message: string): void =>
    logger.info({ projection: lane.projection, lane: laneName(lane), ...facts }, message);
  return {
    ...store,
    state: async (lane) => {
      const state = await store.state(lane);
      see(lane, state);
      return state;
    },
    openLive: async (lane, generation, replaces) => {
      const isOpened = await store.openLive(lane, generation, replaces);
      if (!isOpened) return false;
      begin(lane, generation);
      log(lane, { generation, replaces }, 'A generation begins to fill, for readers to wait for.');
      return true;
    },
    openNext: async (lane, generation, replaces) => {
      const isOpened = await store.openNext(lane, generation, replaces);
      if (!isOpened || generation === null) return isOpened;
      begin(lane, generation);
      log(lane, { generation, replaces }, 'A generation begins to fill beside what readers see.');
      return true;
    },
    goLive: async (lane, generation, replaces) => {
      const reached = await store.checkpoint(lane, generation);
      const events = Number(reached?.position ?? 0);
      const facts = () => ({ generation, events, ms: since(lane, generation) });
      log(lane, facts(), 'A generation has caught up.');
      const isLive = await store.goLive(lane, generation, replaces);
      if (isLive) log(lane, { ...facts(), replaces }, 'A generation is switched to: readers see it.');
      return isLive;
    },
    retire: async (lane, generation) => {
      const began = performance.now();
      const isRetired = await store.retire(lane, generation);
      const ms = Math.round(performance.now() - began);
      if (isRetired) log(lane, { generation, ms }, 'A generation is retired: its documents are removed.');
      return isRetired;
    },
  };
}

/** Since when this process knows of what is being filled. */
function watchFillings() {
  const seen = new Map<string, ReadonlyMap<string, number>>();
  return {
    see: (lane: Lane, { live, next }: LaneState): void => {
      const name = laneName(lane);
      const before = seen.get(name);
      const filling = [live?.state === 'filling' ? live.id : null, next].filter((id) => id !== null);
      if (filling.length === 0) seen.delete(name);
      else seen.set(name, new Map(filling.map((id) => [id, before?.get(id) ?? performance.now()])));
    },
    begin: (lane: Lane, generation: string): void => {
      const name = laneName(lane);
      seen.set(name, new Map([...(seen.get(name) ?? []), [generation, performance.now()]]));
    },
    since: (lane: Lane, generation: string): number | undefined => {
      const began = seen.get(laneName(lane))?.get(generation);
      return began === undefined ? undefined : Math.round(performance.now() - began);
    },
  };
}
