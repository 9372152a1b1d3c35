// All that the indexes of a lane have of a document.
import type { Projection } from '../../../definitions/projection.ts';
import type { DocumentState } from '../../../fold/document-state.ts';
import { embeddedBy } from '../../../fold/fold-references.ts';
import type { IndexEntry } from '../../../model/documents.ts';
import { embeddersName } from '../../../model/store-keys.ts';

/** That it embeds its references. */
export const embedderEntries = (projection: Projection, state: DocumentState | null): readonly IndexEntry[] =>
  embeddedBy(projection, state).map((key) => ({
    index: embeddersName(key),
    member: state?.id ?? '',
    score: 0,
  }));

export function entriesOf(projection: Projection, state: DocumentState): readonly IndexEntry[] {
  const listed = projection.indexes.flatMap((index) => index.entriesOf(state.id, state.own));
  return [...embedderEntries(projection, state), ...listed];
}
