// The state of a lane store in memory: the same texts under the same keys as Redis, so that bytes can be compared.
import type { Checkpoint, StoredDocument } from '../../model/documents.ts';
import type { Generation } from '../../model/lane-state.ts';
import type { JsonObject } from '../../model/json.ts';
import { laneName, type Lane } from '../../model/lane.ts';
import type { PauseReport } from '../../model/operations.ts';
import { decodeBody } from '../stored-texts.ts';
import type { LaneNotice } from '../../model/notices.ts';

export interface Pointers {
  live?: Generation;
  next?: string;
  wanted?: string;
  paused?: PauseReport;
  /** When nothing pointed at them any more, by generation. */
  readonly replaced: Map<string, number>;
}

/** All but the pointers is kept by `keyOf`. */
export interface MemoryLanes {
  readonly pointers: Map<string, Pointers>;
  /** Documents and references. */
  readonly texts: Map<string, string>;
  /** Scores by member. */
  readonly indexes: Map<string, ReadonlyMap<string, number>>;
  readonly checkpoints: Map<string, Checkpoint>;
  /** Names of what must be there. */
  readonly registers: Map<string, Set<string>>;
  /** Ids of documents that readers have missed, '' for an index. */
  readonly lost: Map<string, Set<string>>;
  readonly notices: LaneNotice[];
}

export function memoryLanes(): MemoryLanes {
  return {
    pointers: new Map(),
    texts: new Map(),
    indexes: new Map(),
    checkpoints: new Map(),
    registers: new Map(),
    lost: new Map(),
    notices: [],
  };
}

/** What may be changed in place. */
export function pointersOf({ pointers }: MemoryLanes, lane: Lane): Pointers {
  const found = pointers.get(laneName(lane)) ?? { replaced: new Map() };
  pointers.set(laneName(lane), found);
  return found;
}

/** Without `rest` the key of the checkpoint, and how all others of the generation begin. */
export function keyOf(lane: Lane, generation: string, rest = ''): string {
  return `${laneName(lane)}:${generation}:${rest}`;
}

export function documentAt(
  { texts }: MemoryLanes,
  { lane, generation, id }: { readonly lane: Lane; readonly generation: string; readonly id: string },
): StoredDocument | null {
  const text = texts.get(keyOf(lane, generation, `doc:${id}`)) ?? '';
  const [, position, version, body] = /^(\d+) (\d+) (.*)$/s.exec(text) ?? [];
  if (position === undefined || body === undefined) return null;
  return { id, position, version: Number(version), ...decodeBody(body) };
}

/** Null for a stream that has no value. */
export function parsedReference(json: string): JsonObject | null {
  const value: JsonObject | null = JSON.parse(json);
  return value;
}

export function noticeOf(lane: Lane, checkpoint: Checkpoint, rest: Partial<LaneNotice>): LaneNotice {
  return {
    ...lane,
    incarnation: checkpoint.incarnation,
    checkpoint: checkpoint.position,
    projectedAt: '',
    documents: [],
    switched: false,
    ...rest,
  };
}
