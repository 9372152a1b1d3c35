// Notices to readers of a lane, the same whatever its documents are kept in.
import type { Checkpoint, LaneCommit } from '../model/documents.ts';
import type { Lane } from '../model/lane.ts';
import type { LaneNotice } from '../model/notices.ts';

/** Of a commit to the generation that readers see. */
export function commitNotice(commit: LaneCommit): LaneNotice {
  const { lane, checkpoint, projectedAt, documents } = commit;
  // It was filled when it was folded. If readers have been switched to it since, they look at everything anew.
  if (commit.isUnread) return { ...switchNotice(lane, checkpoint), projectedAt };
  return {
    projection: lane.projection,
    lane: lane.lane,
    incarnation: checkpoint.incarnation,
    checkpoint: checkpoint.position,
    projectedAt,
    // The version of one that is parked does not move.
    documents: documents
      .filter(({ parked }) => parked === undefined)
      .map((document) => {
        const { id, eventTypes, traceparent } = document;
        const { version, position } = document.announcedAs ?? document;
        const notice = { id, version, position, eventTypes };
        return traceparent === undefined ? notice : { ...notice, traceparent };
      }),
    switched: false,
  };
}

/** Of the switch to another generation. */
export function switchNotice(lane: Lane, { position, incarnation }: Checkpoint): LaneNotice {
  return {
    projection: lane.projection,
    lane: lane.lane,
    incarnation,
    checkpoint: position,
    projectedAt: new Date().toISOString(),
    documents: [],
    switched: true,
  };
}
