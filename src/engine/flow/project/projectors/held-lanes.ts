// Lanes that this process has brought to the head last, as far as it knows: where each stands, and what is in memory of
// it. So it can go on without a look; where another process came between, its first commit is refused.
import { laneName, type Lane } from '../../../model/lane.ts';
import type { Turns } from '../../../model/turns.ts';
import { advanceFrom, type Standing } from './advance-lane.ts';
import { laneContextOf, type ProjectorContext } from './projector-context.ts';
import { forget } from './working-set.ts';

export interface HeldLanes {
  /** Where the lane was left, if in this generation; it is held no more until it is left again. */
  take(lane: Lane, generation: string): Standing | undefined;
  /** It is paused: nothing goes on without a look at that. */
  drop(lane: Lane): void;
  /** Where this process has brought it, at the head: held from now on. */
  leave(lane: Lane, generation: string, at: Standing): void;
  /** As `Turns.goOn`: for a lane that is held. One that does not go on smoothly is not held any more. */
  readonly goOn: Turns['goOn'];
}

/** Documents and reference values that are kept of a lane between two turns. */
const MOST_KEPT = 2000;

interface Held {
  readonly generation: string;
  readonly at: Standing;
}

export function heldLanes(context: ProjectorContext): HeldLanes {
  const held = new Map<string, Held>();
  const take = (lane: Lane): Held | undefined => {
    const found = held.get(laneName(lane));
    held.delete(laneName(lane));
    return found;
  };
  const leave: HeldLanes['leave'] = (lane, generation, at) => {
    const { set } = at;
    // Whoever appends writes an inline document too.
    if (context.projection.inline || set.documents.size + set.references.size > MOST_KEPT) forget(set);
    held.set(laneName(lane), { generation, at });
  };
  return {
    take: (lane, generation) => {
      const found = take(lane);
      return found?.generation === generation ? found.at : undefined;
    },
    drop: take,
    leave,
    goOn: async (lane, signal, mayStay) => {
      const found = take(lane);
      if (!found) return 'atHead';
      const { generation, at } = found;
      if ((await context.pages.incarnation()) !== at.checkpoint.incarnation) return 'atHead';
      const served = laneContextOf(context, lane, { id: generation, state: 'live' });
      const advance = await advanceFrom(served, at, { pages: context.pages, signal, mayStay });
      if (advance.kind !== 'atHead') return 'atHead';
      leave(lane, generation, advance.at);
      return advance.isBehind ? 'stayed' : 'atHead';
    },
  };
}
