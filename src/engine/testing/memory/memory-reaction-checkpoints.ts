// How far reactions have come, in memory.
import type { ReactionCheckpoint, ReactionCheckpoints } from '../../model/reactions.ts';

export function memoryReactionCheckpoints(): ReactionCheckpoints {
  const checkpoints = new Map<string, ReactionCheckpoint>();
  return {
    load: async (reactions) => reactions.map((reaction) => checkpoints.get(reaction)),
    move: async (reaction, { from, to }) => {
      if (checkpoints.get(reaction)?.position !== from?.position) return false;
      checkpoints.set(reaction, to);
      return true;
    },
  };
}
