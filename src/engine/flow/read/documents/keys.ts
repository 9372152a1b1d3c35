// The one place where Redis keys are spelled. All keys of a lane share a hash tag, so that one script can write them.
import type { ReferenceKey } from '../../../model/documents.ts';
import { laneName, type Lane } from '../../../model/lane.ts';

const PREFIX = 'slip';

/** `{order.0}`: a lane lives in one slot of a Redis Cluster. */
function tagOf(lane: Lane): string {
  return `{${laneName(lane)}}`;
}

/** Pointer to the generation readers see. */
export function liveKey(lane: Lane): string {
  return `${PREFIX}:${tagOf(lane)}:live`;
}

/** Pointer to the generation that is filled beside it. */
export function nextKey(lane: Lane): string {
  return `${PREFIX}:${tagOf(lane)}:next`;
}

/** Code hash that the worker that started last wants to see live. */
export function wantedKey(lane: Lane): string {
  return `${PREFIX}:${tagOf(lane)}:wanted`;
}

/** Sorted set of generations that are no longer pointed at, scored by the time (ms) since when. */
export function replacedKey(lane: Lane): string {
  return `${PREFIX}:${tagOf(lane)}:replaced`;
}

export function checkpointKey(lane: Lane, generation: string): string {
  return `${PREFIX}:${tagOf(lane)}:${generation}:at`;
}

export function documentKey(lane: Lane, generation: string, id: string): string {
  return `${PREFIX}:${tagOf(lane)}:${generation}:doc:${id}`;
}

/** Value of a referenced stream. */
export function referenceKey(lane: Lane, generation: string, { name, id }: ReferenceKey): string {
  return `${PREFIX}:${tagOf(lane)}:${generation}:ref:${name}:${id}`;
}

/** Sorted set (all scores 0) of the ids of documents that embed a referenced stream. */
export function embeddersKey(lane: Lane, generation: string, { name, id }: ReferenceKey): string {
  return `${PREFIX}:${tagOf(lane)}:${generation}:in:${name}:${id}`;
}

/** Sorted set (all scores 0) of the members of one index of a list. */
export function listKey(
  lane: Lane,
  generation: string,
  { list, partition }: { readonly list: string; readonly partition: string },
): string {
  return `${PREFIX}:${tagOf(lane)}:${generation}:list:${list}:${partition}`;
}

/** Sorted set of the ids of the documents of a ranking, by their scores. */
export function rankingKey(lane: Lane, generation: string, ranking: string): string {
  return `${PREFIX}:${tagOf(lane)}:${generation}:rank:${ranking}`;
}

/** Glob for SCAN that matches every key of one generation and nothing else. */
export function generationPattern(lane: Lane, generation: string): string {
  return `${`${PREFIX}:${tagOf(lane)}:${generation}:`.replace(/[\\*?[\]]/g, String.raw`\$&`)}*`;
}

/** Pub/sub channel of a lane's notices. */
export function noticeChannel(lane: Lane): string {
  return `${PREFIX}:notice:${tagOf(lane)}`;
}
