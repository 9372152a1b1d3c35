// Changes, by a unit of work, of the texts and values that documents are searched by: nothing for one that is found by the same as before.
import { closeDocument, type DocumentState } from '../../../fold/document-state.ts';
import type { SearchChange, SearchEntry } from '../../../model/search-entry.ts';
import type { UnitOfWork } from './unit-of-work.ts';

export function searchChanges({
  context: { projection },
  set,
  documents,
}: UnitOfWork): readonly SearchChange[] {
  const { search } = projection;
  if (search === undefined) return [];
  const entryOf = (state: DocumentState | null): SearchEntry | null =>
    state ? search.entryOf(state.id, closeDocument(projection, state).body) : null;
  return [...documents].flatMap(([id, { before }]): SearchChange[] => {
    const [old, now] = [entryOf(before), entryOf(set.documents.get(id) ?? null)];
    if (now === null) return old === null ? [] : [{ listed: false, id }];
    return JSON.stringify(now) === JSON.stringify(old) ? [] : [{ listed: true, ...now }];
  });
}
