// The pointers of a lane in memory: which generation readers see, which one is filled beside it, which ones may go.
import { isDeepStrictEqual } from 'node:util';
import type { LaneStore } from '../../model/documents.ts';
import type { PointerStore } from '../generation-steps.ts';
import { keyOf, pointersOf, type MemoryLanes } from './memory-lanes.ts';

type LanePointers = Pick<LaneStore, 'state' | 'want' | 'pause' | 'replaced' | 'retire'> &
  Pick<PointerStore, 'movePointers'>;

export function memoryPointers(lanes: MemoryLanes): LanePointers {
  return {
    state: async (lane) => {
      const { live, next, wanted, paused } = pointersOf(lanes, lane);
      return { live: live ?? null, next: next ?? null, wanted: wanted ?? null, paused: paused ?? null };
    },
    want: async (lane, foldId) => {
      pointersOf(lanes, lane).wanted = foldId;
    },
    pause: async (lane, paused) => {
      const at = pointersOf(lanes, lane);
      if (paused) at.paused = paused;
      else delete at.paused;
    },
    movePointers: async (lane, { from, to, replaced, checkpoints, notice }) => {
      const at = pointersOf(lanes, lane);
      const now = { live: at.live ?? null, next: at.next ?? null };
      if (isDeepStrictEqual(now, to)) return true;
      const isAsItWas = checkpoints.every(({ generation, checkpoint }) =>
        isDeepStrictEqual(lanes.checkpoints.get(keyOf(lane, generation)), checkpoint),
      );
      if (!isAsItWas || !isDeepStrictEqual(now, { live: from.live, next: from.next })) return false;
      delete at.live;
      delete at.next;
      Object.assign(at, to.live && { live: to.live }, to.next !== null && { next: to.next });
      for (const id of [to.live?.id, to.next]) if (id) at.replaced.delete(id);
      if (replaced !== null) at.replaced.set(replaced, Date.now());
      if (notice) lanes.notices.push(notice);
      return true;
    },
    replaced: async (lane, forMs) =>
      [...pointersOf(lanes, lane).replaced]
        .filter(([, since]) => since <= Date.now() - forMs)
        .map(([id]) => id),
    retire: async (lane, generation) => {
      const { live, next, replaced } = pointersOf(lanes, lane);
      if (live?.id === generation || next === generation) return false;
      for (const kept of [lanes.texts, lanes.indexes, lanes.checkpoints, lanes.registers, lanes.lost]) {
        for (const key of kept.keys()) if (key.startsWith(keyOf(lane, generation))) kept.delete(key);
      }
      return replaced.delete(generation);
    },
  };
}
