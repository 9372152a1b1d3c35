// Lanes that a worker has in hand: which it serves, and that it has moved one, as its commits and turns say it.
import type { LaneStore } from '../model/documents.ts';
import { laneName, type Lane } from '../model/lane.ts';
import { reactionLane, type ReactionCheckpoints } from '../model/reactions.ts';
import type { Turns } from '../model/turns.ts';

interface MoveListener {
  readonly moved: (lane: Lane) => void;
}

export function reportingCommits(store: LaneStore, { moved }: MoveListener): LaneStore {
  return {
    ...store,
    commit: async (commit) => {
      const result = await store.commit(commit);
      if (result === 'committed') moved(commit.lane);
      return result;
    },
  };
}

export function reportingMoves(
  checkpoints: ReactionCheckpoints,
  { moved }: MoveListener,
): ReactionCheckpoints {
  return {
    ...checkpoints,
    move: async (reaction, move) => {
      const isMoved = await checkpoints.move(reaction, move);
      if (isMoved) moved(reactionLane(reaction));
      return isMoved;
    },
  };
}

/** Lanes that code of another version has to serve are not in its hand. */
export function withServedLanes(turns: Turns): Turns & { readonly serves: () => readonly string[] } {
  const superseded = new Set<string>();
  return {
    ...turns,
    turn: async (lane, signal) => {
      const outcome = await turns.turn(lane, signal);
      if (outcome === 'superseded') superseded.add(laneName(lane));
      else superseded.delete(laneName(lane));
      return outcome;
    },
    serves: () => turns.lanes.map(laneName).filter((name) => !superseded.has(name)),
  };
}
