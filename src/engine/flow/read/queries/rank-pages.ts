// Ranks of the documents of a page, of which neither a list nor a search has any: read in one more round trip, by whoever
// asks for them.
import { ranksOf } from '../../../definitions/document-index.ts';
import type { Projection } from '../../../definitions/projection.ts';
import type { DocumentReader } from '../../../model/documents.ts';
import type { ListPage } from '../../../model/services.ts';
import { isFault, readModelUnavailable, rebuilding } from './read-faults.ts';
import { besideRanks } from './shown-document.ts';

interface RankSources {
  readonly documents: DocumentReader;
  /** Those whose documents have ranks are among them. */
  readonly projections: readonly Projection[];
}

interface RankedRequest {
  readonly readModel: string;
  readonly withRanks?: boolean;
}

/** What it answers throws REBUILDING or READ_MODEL_UNAVAILABLE. */
export function rankPages({ documents, projections }: RankSources) {
  return async ({ readModel, withRanks = false }: RankedRequest, page: ListPage): Promise<ListPage> => {
    if (!withRanks || page.entries.length === 0) return page;
    const shown = projections.find(({ name }) => name === readModel)?.document;
    // What is searched is another read model of the same documents.
    const ranked = projections.find(
      ({ document, indexes }) => document === shown && ranksOf(indexes).length > 0,
    );
    if (!ranked) return page;
    const fields = new Set<PropertyKey | undefined>(ranksOf(ranked.indexes).map(({ field }) => field));
    const keys = page.entries.map(({ document: { id } }) => ({ projection: ranked.name, id }));
    const reads = await documents.read(keys).catch((cause: unknown) => {
      const isAway = isFault(cause, 'READ_MODEL_UNAVAILABLE');
      throw isAway ? readModelUnavailable({ projection: ranked.name, id: '' }, cause) : cause;
    });
    const entries = page.entries.map((entry, index) => {
      const read = reads[index];
      if (read?.state !== 'live') throw rebuilding({ projection: ranked.name, id: '' });
      const { ranks = {}, unfit = [] } = read.document ?? {};
      if (unfit.some(([field]) => fields.has(field))) throw rebuilding({ projection: ranked.name, id: '' });
      return { ...entry, document: besideRanks(entry.document, ranks) };
    });
    return { ...page, entries };
  };
}
