// Documents of one lane held against the event store: whether each is there, as new as its stream, and in the indexes that
// it belongs to, and for a sample whether the body is the one that a fold gives.
import type { Projection } from '../../../definitions/projection.ts';
import { closeDocument, openDocument } from '../../../fold/document-state.ts';
import type { LaneStore, StoredDocument } from '../../../model/documents.ts';
import type { EventReader } from '../../../model/event-store.ts';
import type { Lane } from '../../../model/lane.ts';
import { comparePositions, type Position } from '../../../model/position.ts';
import type { StreamHead } from '../../../model/stream-heads.ts';
import { entriesOf } from '../projectors/index-entries.ts';
import { refoldDocuments } from '../projectors/refold.ts';

export interface Audited {
  readonly projection: Projection;
  readonly lane: Lane;
  readonly generation: string;
  readonly store: LaneStore;
  readonly reader: EventReader;
}

export interface CheckRequest {
  readonly ids: readonly string[];
  /** Of the documents' own streams, looked at before; nothing is known of others. */
  readonly heads: ReadonlyMap<string, StreamHead>;
  /** Which of them are folded anew and compared. */
  readonly sample: (id: string) => boolean;
}

/** Ids of documents that are lost, too old or other than a fold gives. */
export async function checkDocuments(audited: Audited, request: CheckRequest): Promise<readonly string[]> {
  const { store, lane, generation } = audited;
  const { ids, heads, sample } = request;
  // Looked at after the streams and before the documents, which are at least as new.
  const before = await store.checkpoint(lane, generation);
  if (!before) return [];
  const { documents } = await store.load(lane, generation, ids, []);
  const isWrong = (id: string, index: number): boolean => {
    const document = documents[index] ?? null;
    const head = heads.get(id);
    if (head === undefined) return document === null;
    return isOlder(document, head, before.position);
  };
  const wrong = ids.filter(isWrong);
  const whole = documents.flatMap((document) =>
    document && !document.parked && !wrong.includes(document.id) ? [document] : [],
  );
  const unlisted = await unlistedIn(audited, whole);
  const sampled = whole.filter(({ id }) => !unlisted.includes(id) && sample(id));
  return [...wrong, ...unlisted, ...(await differing(audited, sampled))];
}

function isOlder(
  document: StoredDocument | null,
  { first, last, version }: StreamHead,
  checkpoint: Position,
) {
  if (document === null) return comparePositions(first, checkpoint) <= 0;
  if (document.parked || comparePositions(last, checkpoint) > 0) return false;
  return document.version < version;
}

/** Ids of those that an index has lost, or has at another place; what changes meanwhile is somebody's work. */
async function unlistedIn(
  { projection, lane, generation, store }: Audited,
  documents: readonly StoredDocument[],
): Promise<readonly string[]> {
  const members = documents.flatMap((document) =>
    entriesOf(projection, openDocument(projection, document)).map((entry) => ({ entry, document })),
  );
  if (members.length === 0) return [];
  const scores = await store.scores(
    lane,
    generation,
    members.map(({ entry }) => entry),
  );
  const lost = members.flatMap(({ entry, document }, at) => (scores[at] === entry.score ? [] : [document]));
  const candidates = [...new Set(lost)];
  if (candidates.length === 0) return [];
  const ids = candidates.map(({ id }) => id);
  const { documents: again } = await store.load(lane, generation, ids, []);
  return ids.filter((_, index) => textOf(again[index]) === textOf(candidates[index]));
}

/** A document that stays as it is while it is folded is compared; the others are somebody's work at this moment. */
async function differing(
  { projection, lane, generation, store, reader }: Audited,
  documents: readonly StoredDocument[],
): Promise<readonly string[]> {
  if (documents.length === 0) return [];
  const ids = documents.map(({ id }) => id);
  const checkpoint = await store.checkpoint(lane, generation);
  if (!checkpoint || checkpoint.cursor !== '') return [];
  const states = await refoldDocuments({ projection, reader, upTo: checkpoint.position }, ids);
  const wrong: string[] = [];
  const again = await store.load(lane, generation, ids, []);
  const isSettled = (index: number): boolean => textOf(again.documents[index]) === textOf(documents[index]);
  for (const [index, document] of documents.entries()) {
    const state = states.get(document.id);
    const folded = state && !state.parked ? closeDocument(projection, state) : undefined;
    const isSame = folded === undefined || textOf(folded) === textOf(document);
    if (!isSame && isSettled(index)) wrong.push(document.id);
  }
  return wrong;
}

const textOf = (document: StoredDocument | null | undefined): string =>
  document ? JSON.stringify([document.version, document.body]) : '';
