// Reads of documents and indexes in memory: what the live generation holds, and how far its lane has come.
import {
  idOfMember,
  type DocumentKey,
  type DocumentRead,
  type DocumentReader,
  type IndexReader,
  type PageQuery,
  type PageRead,
  type ScoredIndex,
  type StoredDocument,
  type TopQuery,
  type TopRead,
} from '../../model/documents.ts';
import { stateFor } from '../../model/generation-id.ts';
import { laneOf, type Lane } from '../../model/lane.ts';
import { documentAt, keyOf, pointersOf, type MemoryLanes } from './memory-lanes.ts';
import { isIndexLost, recordLoss, reportLost } from './memory-losses.ts';
import { membersOf, rankOf, topOf } from './memory-indexes.ts';

export type MemoryLaneReader = DocumentReader & IndexReader;

/** By the name of the projection. */
export interface Shapes {
  lanesOf(projection: string): number;
  scoredOf(projection: string): readonly ScoredIndex[];
}

export function memoryLaneReader(lanes: MemoryLanes, shapes: Shapes): MemoryLaneReader {
  return {
    read: async (keys) => keys.map((key) => readDocument(lanes, shapes, key)),
    reportLost: (keys) => reportLost(lanes, keys, shapes.lanesOf),
    readPage: async (query) => readPage(lanes, query),
    readTop: async (query) => readTop(lanes, query),
  };
}

const MISSING = { state: 'missing', checkpoint: '0', incarnation: '' } as const;

/** The generation readers see, if anything was committed to it. */
interface LiveLane {
  readonly read: Omit<DocumentRead, 'document'>;
  keyOf(rest: string): string;
  documentOf(id: string): StoredDocument | null;
  /** Tells of what is missing though it must be there; whether anything is. */
  misses(index: string, documents: readonly string[]): boolean;
}

/** @param count over how many lanes documents are spread; indexes lie in one. */
function liveLane(lanes: MemoryLanes, lane: Lane, count = 1): LiveLane | undefined {
  const { live } = pointersOf(lanes, lane);
  const checkpoint = live && lanes.checkpoints.get(keyOf(lane, live.id));
  if (!checkpoint) return undefined;
  const { position, incarnation } = checkpoint;
  return {
    read: { state: stateFor(count, live), checkpoint: position, incarnation, generation: live.id },
    keyOf: (rest) => keyOf(lane, live.id, rest),
    documentOf: (id) => documentAt(lanes, { lane, generation: live.id, id }),
    misses: (index, documents) => {
      const isLost = index !== '' && isIndexLost(lanes, lane, [live.id, index]);
      const gone = documents.filter((id) => !documentAt(lanes, { lane, generation: live.id, id }));
      recordLoss(lanes, lane, isLost ? ['', ...gone] : gone);
      return isLost || gone.length > 0;
    },
  };
}

function readDocument(lanes: MemoryLanes, shapes: Shapes, { projection, id }: DocumentKey): DocumentRead {
  const count = shapes.lanesOf(projection);
  const live = liveLane(lanes, { projection, lane: laneOf(id, count) }, count);
  if (!live) return { ...MISSING, document: null };
  const isKnown = lanes.registers.get(live.keyOf(''))?.has(`doc:${id}`) === true;
  if (isKnown && live.misses('', [id])) return { ...MISSING, document: null };
  const document = live.documentOf(id);
  const scored = shapes.scoredOf(projection);
  if (!document || scored.length === 0) return { ...live.read, document };
  const ranks = scored.flatMap(({ name, index }) => {
    const rank = rankOf(lanes, live.keyOf(index), id);
    return rank === undefined ? [] : [[name, rank] as const];
  });
  return { ...live.read, document: { ...document, ranks: Object.fromEntries(ranks) } };
}

function readPage(lanes: MemoryLanes, query: PageQuery): PageRead {
  const { projection, index, order, after, limit } = query;
  const live = liveLane(lanes, { projection, lane: 0 });
  if (!live) return { ...MISSING, entries: [] };
  const inOrder = membersOf(lanes, live.keyOf(index));
  const members = (order === 'oldest' ? inOrder : inOrder.toReversed())
    .filter((member) => after === '' || (order === 'oldest' ? member > after : member < after))
    .slice(0, limit);
  if (live.misses(index, members.map(idOfMember))) return { ...MISSING, entries: [] };
  const entries = members.flatMap((member) => {
    const document = live.documentOf(idOfMember(member));
    return document ? [{ member, document }] : [];
  });
  return { ...live.read, entries };
}

function readTop(lanes: MemoryLanes, { projection, index, limit }: TopQuery): TopRead {
  const live = liveLane(lanes, { projection, lane: 0 });
  if (!live) return { ...MISSING, entries: [] };
  const at = live.keyOf(index);
  const ids = topOf(lanes, at)
    .slice(0, limit)
    .map(([id]) => id);
  if (live.misses(index, ids)) return { ...MISSING, entries: [] };
  const entries = ids.flatMap((id) => {
    const document = live.documentOf(id);
    return document ? [{ rank: rankOf(lanes, at, id) ?? 0, document }] : [];
  });
  return { ...live.read, entries };
}
