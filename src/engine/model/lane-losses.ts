// Port of a lane store for losses: single keys that were lost where the rest is still there.
import type { Lane } from './lane.ts';

/** What is known of losses in a generation. */
export interface LaneLosses {
  /** False if the register of what must be there was lost, or was never kept: then losses are not noticed. */
  readonly isRegistered: boolean;
  /** Whether readers have missed a whole index. */
  readonly index: boolean;
  /** Some of the documents that readers have missed, or that are to be redriven. */
  readonly documents: readonly string[];
}

export interface LossRecords {
  /** Which of the ids were among the new ones of a commit. */
  knownIds(lane: Lane, generation: string, ids: readonly string[]): Promise<readonly string[]>;
  losses(lane: Lane, generation: string): Promise<LaneLosses>;
  /** Tells the worker to fold documents of the generation anew from the store: what is lost, and what is parked. */
  askToMend(lane: Lane, generation: string, ids: readonly string[]): Promise<void>;
  /** They are there again. */
  mended(lane: Lane, generation: string, ids: readonly string[]): Promise<void>;
}
