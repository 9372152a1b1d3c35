// The texts under which things are stored and published. Redis compares and keeps them but never looks inside a document.
import type { ChangedDocument, Checkpoint, Generation, StoredDocument } from '../../../model/documents.ts';
import { SlipstreamError } from '../../../model/errors.ts';
import type { JsonObject } from '../../../model/json.ts';
import type { LaneNotice } from '../../../model/notices.ts';

/** `position|eventId|incarnation|batchId|cursor` */
export function encodeCheckpoint(checkpoint: Checkpoint): string {
  const { position, eventId, incarnation, batchId, cursor } = checkpoint;
  return `${position}|${eventId}|${incarnation}|${batchId}|${cursor}`;
}

export function decodeCheckpoint(text: string): Checkpoint {
  const [position, eventId, incarnation, batchId, cursor] = text.split('|');
  if (position && eventId !== undefined && incarnation && batchId && cursor !== undefined) {
    return { position, eventId, incarnation, batchId, cursor };
  }
  throw corrupt('checkpoint', text);
}

/** `<generation>|filling` or `<generation>|live`, as the scripts write it. */
export function decodeGeneration(text: string): Generation {
  const [id, state] = text.split('|');
  if (id && (state === 'filling' || state === 'live')) return { id, state };
  throw corrupt('generation', text);
}

/** `<position> <version> <json>`; no json for a document that was removed. */
export function encodeDocument({
  position,
  version,
  json,
}: Pick<ChangedDocument, 'position' | 'version' | 'json'>): string {
  return `${position} ${version} ${json}`;
}

export function decodeDocument(id: string, text: string): StoredDocument {
  const first = text.indexOf(' ');
  const second = text.indexOf(' ', first + 1);
  const version = Number(text.slice(first + 1, second));
  if (first < 1 || second < 0 || !Number.isSafeInteger(version)) throw corrupt('document', text);
  const json = text.slice(second + 1);
  return { id, version, position: text.slice(0, first), body: json ? decodeJson(json) : null };
}

export function decodeJson(text: string): JsonObject {
  return JSON.parse(text) as JsonObject;
}

/** Null for a stream that has no value. */
export function decodeReference(text: string): JsonObject | null {
  return JSON.parse(text) as JsonObject | null;
}

export function encodeNotice(notice: LaneNotice): string {
  return JSON.stringify(notice);
}

/** Nothing for a message that is not a notice: anybody can publish to a channel. */
export function decodeNotice(text: string): LaneNotice | undefined {
  try {
    const notice = JSON.parse(text) as Partial<LaneNotice> | null;
    const isNotice =
      typeof notice?.projection === 'string' &&
      typeof notice.lane === 'number' &&
      typeof notice.incarnation === 'string' &&
      typeof notice.checkpoint === 'string' &&
      Array.isArray(notice.documents);
    return isNotice ? (notice as LaneNotice) : undefined;
  } catch {
    return undefined;
  }
}

function corrupt(what: string, text: string): SlipstreamError {
  return new SlipstreamError('CORRUPT_STORE', `What is stored is not a ${what}.`, {
    details: { start: text.slice(0, 40) },
  });
}
