// Port of what is in a generation of a lane, for those who look through all of it.
import type { Lane } from './lane.ts';

/** A member of an index, or what a search finds a document by. */
export interface ContentEntry {
  readonly index: string;
  /** As in the index: the id of a document, perhaps behind what the index is ordered by. */
  readonly member: string;
  /** A score, or what stands for all that the document is found by. */
  readonly value: string;
}

/** Pages come as they are stored: what is written meanwhile may be missing, and anything may come twice. */
export interface LaneContents {
  ids(lane: Lane, generation: string): AsyncIterable<readonly string[]>;
  /** Of lists, rankings and searches; who embeds what is not among them. */
  entries(lane: Lane, generation: string): AsyncIterable<readonly ContentEntry[]>;
  /** As they are now, in the order asked for; null for what is not there. */
  values(
    lane: Lane,
    generation: string,
    entries: readonly Pick<ContentEntry, 'index' | 'member'>[],
  ): Promise<readonly (string | null)[]>;
}
