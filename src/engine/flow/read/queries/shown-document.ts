// A stored document as the layers above show it.
import type { DocumentKey, StoredDocument, UnfitPlace } from '../../../model/documents.ts';
import type { JsonObject } from '../../../model/json.ts';
import type { ShownBody, ShownDocument } from '../../../model/services.ts';
import { rebuilding } from './read-faults.ts';

/** Null for a document that is not there or was removed. */
export function shownDocument(key: DocumentKey, stored: StoredDocument | null): ShownDocument | null {
  if (!stored?.body) return null;
  const { version, position, body, ranks, unfit = [] } = stored;
  const { projection: readModel, id } = key;
  const shown = { readModel, id, version, position, body: withFaults(key, body, unfit) };
  return ranks === undefined ? shown : { ...shown, ranks };
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
