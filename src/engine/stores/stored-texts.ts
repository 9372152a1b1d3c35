// The texts under which things are stored. Redis compares and keeps them but never looks inside a document.
import type { ChangedDocument, Checkpoint, StoredDocument } from '../model/documents.ts';
import type { Generation } from '../model/lane-state.ts';
import { SlipstreamError } from '../model/errors.ts';
import type { JsonObject } from '../model/json.ts';
import type { PauseReport } from '../model/operations.ts';
import { LazyBody } from '../model/lazy-body.ts';
import type { Parked } from '../model/parked.ts';
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

type Changed = Pick<ChangedDocument, 'position' | 'version' | 'json' | 'parked'>;

/** `<position> <version> <body>` */
export function encodeDocument(document: Changed): string {
  return `${document.position} ${document.version} ${encodeBody(document)}`;
}

/** No JSON begins so. */
const PARKED = '!';

/** JSON, or nothing for a document that was removed; behind `!<mark>` and the end of its line for one that is parked. */
export function encodeBody({ json, parked }: Pick<Changed, 'json' | 'parked'>): string {
  return parked === undefined ? json : `${PARKED}${JSON.stringify(parked)}\n${json}`;
}

/** Where the mark of a parked document lies in its text, or undefined. @param from where the body begins. */
function markIn(text: string, from: number): { readonly parked: Parked; readonly end: number } | undefined {
  if (text[from] !== PARKED) return undefined;
  const end = text.indexOf('\n', from);
  return { parked: JSON.parse(text.slice(from + 1, end)) as Parked, end: end + 1 };
}

/** Of a document that is kept without its head. */
export function decodeBody(body: string): Pick<StoredDocument, 'body' | 'parked'> {
  const mark = markIn(body, 0);
  const json = mark ? body.slice(mark.end) : body;
  return { body: json === '' ? null : decodeJson(json), ...(mark && { parked: mark.parked }) };
}

type Ranks = Pick<StoredDocument, 'ranks'>;

/** Throws CORRUPT_STORE; where only its JSON is none, its body throws SyntaxError when it is looked at. */
export function decodeDocument(id: string, text: string, ranked: Ranks = {}): StoredDocument {
  const first = text.indexOf(' ');
  const second = text.indexOf(' ', first + 1);
  const version = Number(text.slice(first + 1, second));
  if (first < 1 || second < 0 || !Number.isSafeInteger(version)) throw corrupt('document', text);
  const position = text.slice(0, first);
  if (second === text.length - 1) return { id, version, position, body: null, ...ranked };
  if (text[second + 1] !== PARKED) return new StoredText(id, text, { version, position, ...ranked });
  try {
    return { id, version, position, ...decodeBody(text.slice(second + 1)), ...ranked };
  } catch {
    throw corrupt('parked document', text);
  }
}

class StoredText extends LazyBody<JsonObject> implements StoredDocument {
  readonly id: string;
  readonly version: number;
  readonly position: Position;
  readonly stored: string;
  readonly ranks?: Readonly<Record<string, number>>;

  constructor(id: string, text: string, read: Pick<StoredDocument, 'version' | 'position' | 'ranks'>) {
    super();
    this.id = id;
    this.version = read.version;
    this.position = read.position;
    this.stored = text;
    if (read.ranks !== undefined) this.ranks = read.ranks;
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
