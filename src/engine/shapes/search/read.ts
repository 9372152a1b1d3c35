// Pages of what a search finds, at least as new as was asked for: one round trip where it is, a wait for the notice where
// it is not yet.
import type { Projection } from '../../definitions/projection.ts';
import type { DocumentReader } from '../../model/documents.ts';
import type { EventReader, IncarnationSource } from '../../model/event-store.ts';
import type { NoticeSource } from '../../model/notices.ts';
import { SlipstreamError } from '../../model/errors.ts';
import type { SearchPlace, SearchRead, SearchReader } from '../../model/search.ts';
import type { ListPage, SearchRequest, SearchService } from '../../model/services.ts';
import { encodeToken } from '../../model/token.ts';
import { cursorsOf, type Cursors } from '../../flow/read/queries/cursors.ts';
import { rankPages } from '../../flow/read/queries/rank-pages.ts';
import { invalidRead } from '../../flow/read/queries/read-faults.ts';
import { questionOf } from './question.ts';
import { checkFirst, readSeveral } from '../../flow/read/queries/several-documents.ts';
import { shownDocument } from '../../flow/read/queries/shown-document.ts';
import { createStoreIdentity } from '../../flow/read/queries/store-identity.ts';

/** Rank and id. */
const PLACE = /^\d{1,15}\/[A-Za-z0-9_-]{1,64}$/;

interface SearchServiceOptions {
  readonly searches: SearchReader;
  /** Those of which a page shows the ranks. */
  readonly documents: DocumentReader;
  readonly notices: NoticeSource;
  readonly events: EventReader & IncarnationSource;
  /** Those that can be searched are among them. */
  readonly projections: readonly Projection[];
}

/** Words, their forms and their weight are what Postgres makes of them. */
export const noSearches: SearchService = {
  search: async ({ readModel }) => {
    throw new SlipstreamError('SEARCH_NEEDS_POSTGRES', `${readModel} can't be searched in memory.`);
  },
};

export function searchDocuments(options: SearchServiceOptions): SearchService {
  const { searches, notices, events, projections } = options;
  const ranked = rankPages(options);
  const readEnough = readSeveral({ notices, store: createStoreIdentity(events) });
  const known = new Map(projections.map(({ name, search }) => [name, search]));
  return {
    search: async (request) => {
      const { readModel, first, cursor } = request;
      const search = known.get(readModel);
      if (search === undefined) throw invalidRead('There is no such search.');
      checkFirst(first);
      const question = questionOf(search, request);
      const cursors = cursorsOf({
        name: search.name,
        question: [question.projection, question.text, question.keywords, question.range],
        place: PLACE,
      });
      const after = cursor === undefined ? null : placeOf(cursors.decode(cursor));
      // One more than is shown says whether there are others.
      const query = { ...question, after, limit: first + 1 };
      const { read } = await readEnough(request, () => searches.search(query));
      return ranked(request, pageOf(request, cursors, read));
    },
  };
}

function pageOf(
  { readModel, first }: SearchRequest,
  cursors: Cursors,
  { entries, incarnation, checkpoint }: SearchRead,
): ListPage {
  return {
    entries: entries.slice(0, first).flatMap(({ rank, document }) => {
      const shown = shownDocument({ projection: readModel, id: document.id }, document);
      return shown ? [{ cursor: cursors.encode(`${rank}/${document.id}`), document: shown }] : [];
    }),
    hasNextPage: entries.length > first,
    token: encodeToken({ incarnation, position: checkpoint }),
  };
}

function placeOf(text: string): SearchPlace {
  const [rank = '', id = ''] = text.split('/');
  return { rank: Number(rank), id };
}
