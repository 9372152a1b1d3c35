// A stored document as the layers above show it.
import type { DocumentKey, StoredDocument, UnfitPlace } from '../../../model/documents.ts';
import type { JsonObject } from '../../../model/json.ts';
import { LazyBody } from '../../../model/lazy-body.ts';
import type { Position } from '../../../model/position.ts';
import type { ShownBody, ShownDocument } from '../../../model/services.ts';
import { rebuilding } from './read-faults.ts';

/** Null for a document that is not there or was removed. */
export function shownDocument(key: DocumentKey, stored: StoredDocument | null): ShownDocument | null {
  if (!stored) return null;
  const { version, position, ranks, unfit = [], stored: text } = stored;
  if (text !== undefined && ranks === undefined && unfit.length === 0) {
    return new AsStored(key, stored, text);
  }
  const { projection: readModel, id } = key;
  const engine = { readModel, id, version, position };
  const { body } = stored;
  if (!body) return null;
  const shown = { ...engine, body: withFaults(key, body, unfit) };
  return ranks === undefined ? shown : { ...shown, ranks };
}

/** Whose body is parsed only if it is looked at. */
class AsStored extends LazyBody<ShownBody> implements ShownDocument {
  readonly readModel: string;
  readonly id: string;
  readonly version: number;
  readonly position: Position;
  readonly stored: string;
  readonly #document: StoredDocument;

  constructor({ projection, id }: DocumentKey, document: StoredDocument, text: string) {
    super();
    this.readModel = projection;
    this.id = id;
    this.version = document.version;
    this.position = document.position;
    this.stored = text;
    this.#document = document;
  }

  protected makeBody(): ShownBody {
    return this.#document.body ?? {};
  }
}

type Ranks = NonNullable<ShownDocument['ranks']>;

export const besideRanks = (document: ShownDocument, ranks: Ranks): ShownDocument =>
  new Ranked(document, ranks);

/** One that can't be read fails where it is shown, and not the page that it is on. */
class Ranked extends LazyBody<ShownBody> implements ShownDocument {
  readonly readModel: string;
  readonly id: string;
  readonly version: number;
  readonly position: Position;
  readonly stored?: string;
  readonly ranks: Ranks;
  readonly #document: ShownDocument;

  constructor(document: ShownDocument, ranks: Ranks) {
    super();
    this.readModel = document.readModel;
    this.id = document.id;
    this.version = document.version;
    this.position = document.position;
    if (document.stored !== undefined) this.stored = document.stored;
    this.ranks = ranks;
    this.#document = document;
  }

  protected makeBody(): ShownBody {
    return this.#document.body;
  }
}

function withFaults(key: DocumentKey, body: JsonObject, unfit: readonly UnfitPlace[]): ShownBody {
  if (unfit.length === 0) return body;
  const fault = rebuilding(key);
  const shown: Record<string, unknown> = structuredClone(body);
  for (const path of unfit) {
    const holder = path.slice(0, -1).reduce<unknown>((value, step) => Object(value)[step], shown);
    if (holder instanceof Object && path.length > 0) Reflect.set(holder, path.at(-1) ?? '', fault);
  }
  return shown;
}
