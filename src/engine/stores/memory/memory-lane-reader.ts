// Reads of documents, lists and rankings in memory: what the live generation holds, and how far its lane has come.
import { idOfMember } from '../../definitions/list.ts';
import type {
  DocumentKey,
  DocumentRead,
  DocumentReader,
  ListQuery,
  ListRead,
  ListReader,
  RankingQuery,
  RankingRead,
  RankingReader,
  StoredDocument,
} from '../../model/documents.ts';
import { stateFor } from '../../model/generation-id.ts';
import { laneOf, type Lane } from '../../model/lane.ts';
import { documentAt, keyOf, pointersOf, type MemoryLanes } from './memory-lanes.ts';
import { isIndexLost, noticeLoss, reportLost } from './memory-losses.ts';
import { rankOf, topOf } from './memory-rankings.ts';

export type MemoryLaneReader = DocumentReader & ListReader & RankingReader;

/** By the name of the projection. */
export interface Shapes {
  lanesOf(projection: string): number;
  rankingsOf(projection: string): readonly string[];
}

export function memoryLaneReader(lanes: MemoryLanes, shapes: Shapes): MemoryLaneReader {
  return {
    read: async (keys) => keys.map((key) => readDocument(lanes, shapes, key)),
    reportLost: (keys) => reportLost(lanes, keys, shapes.lanesOf),
    readList: async (query) => readList(lanes, query),
    readRanking: async (query) => readRanking(lanes, query),
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

/** @param count over how many lanes documents are spread; lists and rankings lie in one. */
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
      noticeLoss(lanes, lane, isLost ? ['', ...gone] : gone);
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
  const rankings = shapes.rankingsOf(projection);
  if (!document || rankings.length === 0) return { ...live.read, document };
  const ranks = rankings.flatMap((ranking) => {
    const rank = rankOf(lanes, live.keyOf(`rank:${ranking}`), id);
    return rank === undefined ? [] : [[ranking, rank] as const];
  });
  return { ...live.read, document: { ...document, ranks: Object.fromEntries(ranks) } };
}

function readList(lanes: MemoryLanes, query: ListQuery): ListRead {
  const { projection, list, partition, order, after, limit } = query;
  const live = liveLane(lanes, { projection, lane: 0 });
  if (!live) return { ...MISSING, entries: [] };
  const members = [...(lanes.index.get(live.keyOf(`list:${list}:${partition}`)) ?? [])]
    .sort((a, b) => (a < b ? -1 : 1) * (order === 'oldest' ? 1 : -1))
    .filter((member) => after === '' || (order === 'oldest' ? member > after : member < after))
    .slice(0, limit);
  if (live.misses(`list:${list}:${partition}`, members.map(idOfMember))) return { ...MISSING, entries: [] };
  const entries = members.flatMap((member) => {
    const document = live.documentOf(idOfMember(member));
    return document ? [{ member, document }] : [];
  });
  return { ...live.read, entries };
}

function readRanking(lanes: MemoryLanes, { projection, ranking, limit }: RankingQuery): RankingRead {
  const live = liveLane(lanes, { projection, lane: 0 });
  if (!live) return { ...MISSING, entries: [] };
  const at = live.keyOf(`rank:${ranking}`);
  const top = topOf(lanes, at).slice(0, limit);
  if (
    live.misses(
      `rank:${ranking}`,
      top.map(([id]) => id),
    )
  )
    return { ...MISSING, entries: [] };
  const entries = top.flatMap(([id]) => {
    const document = live.documentOf(id);
    return document ? [{ rank: rankOf(lanes, at, id) ?? 0, document }] : [];
  });
  return { ...live.read, entries };
}
