// The generations of a lane in memory: which one readers see, which one is filled beside it, which ones may go.
import type { Checkpoint, LaneStore } from '../../model/documents.ts';
import type { Lane } from '../../model/lane.ts';
import { comparePositions } from '../../model/position.ts';
import { keyOf, noticeOf, pointersOf, type MemoryLanes } from './memory-lanes.ts';

type Steps = Pick<LaneStore, 'state' | 'want' | 'openLive' | 'openNext' | 'goLive' | 'replaced' | 'retire'>;

export function memoryGenerations(lanes: MemoryLanes): Steps {
  return {
    state: async (lane) => {
      const { live, next, wanted } = pointersOf(lanes, lane);
      return { live: live ?? null, next: next ?? null, wanted: wanted ?? null };
    },
    want: async (lane, foldId) => {
      pointersOf(lanes, lane).wanted = foldId;
    },
    openLive: async (lane, generation, replaces) => {
      const at = pointersOf(lanes, lane);
      if (at.live?.id === generation) return true;
      if ((at.live?.id ?? null) !== replaces) return false;
      if (replaces) at.replaced.set(replaces, Date.now());
      at.live = { id: generation, state: 'filling' };
      return true;
    },
    openNext: async (lane, generation, replaces) => {
      const at = pointersOf(lanes, lane);
      if ((at.next ?? null) === generation) return true;
      if ((at.next ?? null) !== replaces) return false;
      if (replaces) at.replaced.set(replaces, Date.now());
      if (generation === null) delete at.next;
      else at.next = generation;
      return true;
    },
    goLive: async (lane, generation, replaces) => goLive(lanes, lane, { generation, replaces }),
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

function goLive(
  lanes: MemoryLanes,
  lane: Lane,
  { generation, replaces }: { readonly generation: string; readonly replaces: string | null },
): boolean {
  const at = pointersOf(lanes, lane);
  const checkpoint = lanes.checkpoints.get(keyOf(lane, generation));
  if (at.live?.id === generation && at.live.state === 'live') return true;
  if (!checkpoint || (at.live?.id ?? null) !== replaces) return false;
  if (replaces !== generation && at.next !== generation) return false;
  const shown = at.live?.state === 'live' ? lanes.checkpoints.get(keyOf(lane, at.live.id)) : undefined;
  if (shown && isFurther(shown, checkpoint)) return false;
  at.live = { id: generation, state: 'live' };
  if (replaces !== generation) delete at.next;
  if (replaces && replaces !== generation) at.replaced.set(replaces, Date.now());
  lanes.notices.push(noticeOf(lane, checkpoint, { switched: true }));
  return true;
}

/** In the same event store. Of an event that is being spread, readers have been shown a part. */
function isFurther(a: Checkpoint, b: Checkpoint): boolean {
  const order = comparePositions(a.position, b.position);
  return a.incarnation === b.incarnation && (order > 0 || (order === 0 && a.cursor !== ''));
}
