// Documents of inline projections as they are stored: what their folds start from when the cache has none.
import { openDocument } from '../../../fold/document-state.ts';
import { laneOf } from '../../../model/lane.ts';
import { parseStreamName, type StreamName } from '../../../model/stream.ts';
import { createBatcher } from '../../../async/batcher.ts';
import type { StoredDocumentKey, StoredDocuments, StoredPart } from '../../../model/stored-documents.ts';
import type { DocumentFold, Fold, FoldedPart } from './folds.ts';
import type { CachedState } from './state-cache.ts';
import type { StateKey } from './state-key.ts';

type States = readonly (CachedState | undefined)[];

interface DocumentStates {
  /** `cached`, with stored documents in its gaps. */
  fill(keys: readonly StateKey[], cached: States): Promise<States>;
}

export function createDocumentStates({
  documents,
}: {
  readonly documents?: StoredDocuments;
}): DocumentStates {
  if (!documents) return { fill: async (_keys, cached) => cached };
  const find = createBatcher<StoredDocumentKey, { readonly found: StoredPart | undefined }>({
    run: async (keys) => (await documents.load(keys)).map((found) => ({ found })),
    take: (waiting) => waiting,
    maxInFlight: 2,
    isolates: () => false,
  });
  const stateOf = async (
    { projection }: DocumentFold,
    stream: StreamName,
  ): Promise<CachedState | undefined> => {
    const { id } = parseStreamName(stream);
    const lane = { projection: projection.name, lane: laneOf(id, projection.lanes) };
    const { found } = await find({ lane, stream, foldId: projection.foldId, id });
    if (!found) return undefined;
    const { version, body, lastEventId, occurredAt } = found;
    const { own } = openDocument(projection, { id, position: '0', version, body });
    const state: FoldedPart = { own };
    return { version, state, last: { id: lastEventId, occurredAt }, snapshotAt: 0 };
  };
  return {
    fill: (keys, cached) =>
      Promise.all(
        keys.map(async ({ stream, fold, isNew = false }, index) => {
          const known = cached[index];
          return known || isNew || !isDocumentFold(fold) ? known : stateOf(fold, stream);
        }),
      ),
  };
}

function isDocumentFold(fold: Fold): fold is DocumentFold {
  return 'projection' in fold;
}
