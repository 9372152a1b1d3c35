// A stored document as the layers above show it.
import type { DocumentKey, StoredDocument } from '../../../model/documents.ts';
import type { ShownDocument } from '../../../model/services.ts';

/** Nothing for a document that is not there or was removed. */
export function shownDocument(
  { projection, id }: DocumentKey,
  stored: StoredDocument | null,
): ShownDocument | null {
  if (!stored?.body) return null;
  const { version, position, body, ranks } = stored;
  const shown = { readModel: projection, id, version, position, body };
  return ranks === undefined ? shown : { ...shown, ranks };
}
