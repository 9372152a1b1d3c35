// The texts under which things are stored. Redis compares and keeps them but never looks inside a document.
import type { ChangedDocument, Checkpoint, StoredDocument } from '../model/documents.ts';
import type { Generation } from '../model/lane-state.ts';
import { SlipstreamError } from '../model/errors.ts';
import type { JsonObject } from '../model/json.ts';
import type { PauseReport } from '../model/operations.ts';
import { LazyBody } from '../model/lazy-body.ts';
import type { Position } from '../model/position.ts';

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

export const encodeGeneration = ({ id, state }: Generation): string => `${id}|${state}`;

export const encodePause = ({ by, reason, at }: PauseReport): string => JSON.stringify({ by, reason, at });

export function decodePause(text: string): PauseReport {
  return JSON.parse(text) as PauseReport;
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
  const position = text.slice(0, first);
  if (second === text.length - 1) return { id, version, position, body: null };
  return new StoredText(id, text, { version, position });
}

class StoredText extends LazyBody<JsonObject> implements StoredDocument {
  readonly id: string;
  readonly version: number;
  readonly position: Position;
  readonly stored: string;

  constructor(id: string, text: string, read: Pick<StoredDocument, 'version' | 'position'>) {
    super();
    this.id = id;
    this.version = read.version;
    this.position = read.position;
    this.stored = text;
  }

  protected makeBody(): JsonObject {
    const { stored } = this;
    return decodeJson(stored.slice(stored.indexOf(' ', stored.indexOf(' ') + 1) + 1));
  }
}

export function decodeJson(text: string): JsonObject {
  return JSON.parse(text) as JsonObject;
}

/** Null for a stream that has no value. */
export function decodeReference(text: string): JsonObject | null {
  return JSON.parse(text) as JsonObject | null;
}

function corrupt(what: string, text: string): SlipstreamError {
  return new SlipstreamError('CORRUPT_STORE', `What is stored is not a ${what}.`, {
    details: { start: text.slice(0, 40) },
  });
}
