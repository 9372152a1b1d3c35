// Port of a lane store for audits: the ids it has registered, and the scores of members of its indexes.
import type { Lane } from './lane.ts';

/** A member of an index. */
export interface IndexMember {
  readonly index: string;
  readonly member: string;
}

export interface AuditRecords {
  /**
   * Some ids of the documents that must be there, where the lane keeps them, in no order and perhaps twice.
   * @param cursor '' to begin; the one that comes back goes on, '' at the end.
   */
  scanKnown(
    lane: Lane,
    generation: string,
    cursor: string,
  ): Promise<{ readonly ids: readonly string[]; readonly cursor: string }>;
  /** Score of each member; null for one that is not there. */
  scores(
    lane: Lane,
    generation: string,
    members: readonly IndexMember[],
  ): Promise<readonly (number | null)[]>;
}
