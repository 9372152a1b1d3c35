// Pages of what a search finds, at least as new as was asked for: one round trip where it is, a wait for the notice where
// it is not yet.
import type { Projection } from '../../../definitions/projection.ts';
import { LIMITS } from '../../../model/limits.ts';
import type { SearchPlace, SearchRead, SearchReader } from '../../../model/search.ts';
import type { ListPage, SearchRequest, SearchService } from '../../../model/services.ts';
import { encodeToken } from '../../../model/token.ts';
import { faultOf } from './answer-read.ts';
import { cursorsOf, type Cursors } from './cursors.ts';
import type { ListServiceOptions } from './read-lists.ts';
import { rankPages } from './rank-pages.ts';
import { invalidRead } from './read-faults.ts';
import { requirementOf } from './requirement.ts';
import { questionOf } from './search-question.ts';
import { awaitFreshness } from './await-freshness.ts';
import { shownDocument } from './shown-document.ts';
import { createStoreIdentity } from './store-identity.ts';

/** Rank and id. */
const PLACE = /^\d{1,15}\/[A-Za-z0-9_-]{1,64}$/;

interface SearchServiceOptions extends Omit<ListServiceOptions, 'lists'> {
  readonly searches: SearchReader;
  /** Those that can be searched are among them. */
  readonly projections: readonly Projection[];
}

export function searchDocuments(options: SearchServiceOptions): SearchService {
  const { searches, notices, events, projections } = options;
  const ranked = rankPages(options);
  const store = createStoreIdentity(events);
  const known = new Map(projections.map(({ name, search }) => [name, search]));
  return {
    search: async (request) => {
      const { readModel, first, cursor } = request;
      const search = known.get(readModel);
      if (search === undefined) throw invalidRead('There is no such search.');
      if (!Number.isInteger(first) || first < 1 || first > LIMITS.entriesPerPage) {
        throw invalidRead(`first must be a whole number from 1 to ${LIMITS.entriesPerPage}.`);
      }
      const question = questionOf(search, request);
      const cursors = cursorsOf({
        name: search.name,
        question: [question.projection, question.text, question.keywords, question.range],
        place: PLACE,
      });
      const after = cursor === undefined ? null : placeOf(cursors.decode(cursor));
      // One more than is shown says whether there are others.
      const query = { ...question, after, limit: first + 1 };
      const asked = {
        lane: { projection: readModel, lane: 0 },
        key: { projection: readModel, id: '' },
        required: await requirementOf(request, store),
        maxWaitMs: request.maxWaitMs,
        ifBehind: request.ifBehind === 'STALE' ? ('STALE' as const) : ('ERROR' as const),
      };
      const { sight } = await awaitFreshness(asked, { read: () => searches.search(query), store, notices });
      const isShown = sight.kind === 'reached' || (sight.kind === 'behind' && asked.ifBehind === 'STALE');
      if (!isShown) throw faultOf(asked, sight);
      return ranked(request, pageOf(request, cursors, sight.read));
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
