// Commits of one batch, one behind the other: while one is written the next is folded.
import { setImmediate as turn } from 'node:timers/promises';
import type { Checkpoint, CommitResult, LaneCommit } from '../../../model/documents.ts';
import type { LaneContext } from './lane-context.ts';

export interface CommitLine {
  /** The last one sent: what the next commit expects. */
  checkpoint(): Checkpoint;
  /** Waits for the commit before. After `fenced` nothing is sent any more. Rejects if that one could not be written. */
  send(commit: LaneCommit): Promise<CommitResult>;
  /** Waits for the last commit, and says how far the batch came. */
  end<Kind extends object>(stop: Kind): Promise<(Kind | Fenced) & { readonly checkpoint: Checkpoint }>;
}

interface Fenced {
  readonly kind: 'fenced';
}

export function commitLine({ store }: LaneContext, from: Checkpoint): CommitLine {
  let checkpoint = from;
  let last: Promise<CommitResult> = Promise.resolve('committed');
  return {
    checkpoint: () => checkpoint,
    send: async (commit) => {
      const before = await last;
      if (before === 'fenced') return before;
      checkpoint = commit.checkpoint;
      last = store.commit(commit);
      // Whoever waits next meets the error; until then it is not an unhandled one.
      last.catch(() => {});
      // A connection writes when the event loop turns; without that the next fold would come first.
      await turn();
      return 'committed';
    },
    end: async (stop) => ({
      ...((await last) === 'fenced' ? { kind: 'fenced' as const } : stop),
      checkpoint,
    }),
  };
}
