// The life of a generation: opened, filled, live, replaced. Each step is decided here, over the pointers of its lane as they
// were read, and made by one compare-and-set, whatever the lane is kept in.
import type { Checkpoint, LaneStore } from '../model/documents.ts';
import type { Generation, LaneState } from '../model/lane-state.ts';
import type { Lane } from '../model/lane.ts';
import type { LaneNotice } from '../model/notices.ts';
import { comparePositions } from '../model/position.ts';
import { switchNotice } from './lane-notices.ts';

/** Where readers are sent, and what is filled beside it. */
export type Pointers = Pick<LaneState, 'live' | 'next'>;

export interface PointerMove {
  /** What they must still be. */
  readonly from: Pointers;
  readonly to: Pointers;
  /** The generation that nothing points at any more; null for none. */
  readonly replaced: string | null;
  /** Checkpoints that must still be these: whoever moved one on decides anew. */
  readonly checkpoints: readonly { readonly generation: string; readonly checkpoint: Checkpoint }[];
  /** What readers are told with it. */
  readonly notice: LaneNotice | undefined;
}

/** What a store has to do for it; the rest follows. */
export interface PointerStore extends Pick<LaneStore, 'state' | 'checkpoint'> {
  /** True if the pointers are moved, or stand there already; false if anything is not as it was. Nothing was moved then. */
  movePointers(lane: Lane, move: PointerMove): Promise<boolean>;
}

type Steps = Pick<LaneStore, 'openLive' | 'openNext' | 'goLive'>;

/** How often a step is decided anew after somebody else was first. */
const ATTEMPTS = 5;

export function generationSteps(store: PointerStore): Steps {
  const step = async (lane: Lane, decide: (state: LaneState) => PointerMove | boolean): Promise<boolean> => {
    for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
      const decided = decide(await store.state(lane));
      if (typeof decided === 'boolean') return decided;
      if (await store.movePointers(lane, decided)) return true;
    }
    return false;
  };
  return {
    openLive: (lane, generation, replaces) =>
      step(lane, (from) => {
        const stands = from.live?.id ?? null;
        if (stands === generation) return true;
        if (stands !== replaces) return false;
        const live: Generation = { id: generation, state: 'filling' };
        return unconditional({ from, to: { live, next: from.next }, replaced: replaces });
      }),
    openNext: (lane, generation, replaces) =>
      step(lane, (from) => {
        if (from.next === generation) return true;
        if (from.next !== replaces) return false;
        return unconditional({ from, to: { live: from.live, next: generation }, replaced: replaces });
      }),
    goLive: async (lane, generation, replaces) => {
      const from = await store.state(lane);
      if (from.live?.id === generation && from.live.state === 'live') return true;
      const isBeside = replaces !== generation;
      if ((from.live?.id ?? null) !== replaces || (isBeside && from.next !== generation)) return false;
      const [reached, shown] = await Promise.all([
        store.checkpoint(lane, generation),
        from.live?.state === 'live' ? store.checkpoint(lane, from.live.id) : null,
      ]);
      // Readers are never shown less than they have been shown.
      if (!reached || (shown && isFurther(shown, reached))) return false;
      const checkpoints = [
        { generation, checkpoint: reached },
        ...(from.live && shown ? [{ generation: from.live.id, checkpoint: shown }] : []),
      ];
      const to = { live: { id: generation, state: 'live' as const }, next: isBeside ? null : from.next };
      const replaced = isBeside ? replaces : null;
      return store.movePointers(lane, {
        ...{ from, to, replaced, checkpoints },
        notice: switchNotice(lane, reached),
      });
    },
  };
}

const unconditional = (move: Pick<PointerMove, 'from' | 'to' | 'replaced'>): PointerMove => ({
  ...move,
  checkpoints: [],
  notice: undefined,
});

/** In the same event store. Of an event that is being fanned out, readers have been shown a part. */
function isFurther(a: Checkpoint, b: Checkpoint): boolean {
  const order = comparePositions(a.position, b.position);
  return a.incarnation === b.incarnation && (order > 0 || (order === 0 && a.cursor !== ''));
}
