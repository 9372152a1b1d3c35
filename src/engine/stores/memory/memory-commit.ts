// A commit in memory: fenced by the checkpoint it was computed from, all or nothing, checkpoint last.
import type { CommitResult, LaneCommit } from '../../model/documents.ts';
import { SlipstreamError } from '../../model/errors.ts';
import type { DocumentNotice } from '../../model/notices.ts';
import { comparePositions } from '../../model/position.ts';
import { encodeDocument } from '../stored-texts.ts';
import { documentAt, keyOf, noticeOf, pointersOf, type MemoryLanes } from './memory-lanes.ts';
import { checkIndexes, register } from './memory-losses.ts';
import { setMember } from './memory-indexes.ts';

export function commitInMemory(lanes: MemoryLanes, commit: LaneCommit): CommitResult {
  const { lane, generation, expected, checkpoint, projectedAt } = commit;
  const stored = lanes.checkpoints.get(keyOf(lane, generation));
  if (stored && JSON.stringify(stored) === JSON.stringify(checkpoint)) return 'duplicate';
  if (JSON.stringify(stored ?? null) !== JSON.stringify(expected)) return 'fenced';
  const { live, next } = pointersOf(lanes, lane);
  if (live?.id !== generation && next !== generation) return 'fenced';
  refuseOlder(lanes, commit);
  checkIndexes(lanes, commit);
  writeAll(lanes, commit);
  register(lanes, commit);
  lanes.checkpoints.set(keyOf(lane, generation), checkpoint);
  if (live?.id === generation && live.state === 'live') {
    const documents = commit.documents.filter(({ parked }) => parked === undefined).map(noticed);
    lanes.notices.push(noticeOf(lane, checkpoint, { documents, projectedAt }));
  }
  return 'committed';
}

const noticed = ({ id, version, position, eventTypes }: DocumentNotice): DocumentNotice => ({
  id,
  version,
  position,
  eventTypes,
});

/** Throws DOCUMENT_AHEAD, and then nothing was written. */
function refuseOlder(lanes: MemoryLanes, { lane, generation, documents }: LaneCommit): void {
  for (const { id, position } of documents) {
    const there = documentAt(lanes, { lane, generation, id });
    if (there && comparePositions(there.position, position) > 0) {
      throw new SlipstreamError('DOCUMENT_AHEAD', id);
    }
  }
}

function writeAll(lanes: MemoryLanes, commit: LaneCommit): void {
  const at = (rest: string): string => keyOf(commit.lane, commit.generation, rest);
  for (const document of commit.documents)
    lanes.texts.set(at(`doc:${document.id}`), encodeDocument(document));
  for (const { name, id, value } of commit.references) {
    lanes.texts.set(at(`ref:${name}:${id}`), JSON.stringify(value));
  }
  for (const { index, ...entry } of commit.index) setMember(lanes, at(index), entry);
}
