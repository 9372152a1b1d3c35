// The top of a ranking at least as new as was asked for: one round trip where it is, a wait for the notice where it is not
// yet.
import type { Projection } from '../../definitions/projection.ts';
import { rankingIndex, type Ranking } from './declare.ts';
import type { IndexReader, TopQuery, TopRead } from '../../model/documents.ts';
import type { EventReader, IncarnationSource } from '../../model/event-store.ts';
import type { NoticeSource } from '../../model/notices.ts';
import type { Rankings, RankingTop } from './ports.ts';
import { encodeToken } from '../../model/token.ts';
import { invalidRead } from '../../flow/read/queries/read-faults.ts';
import { severalDocuments } from '../../flow/read/queries/several-documents.ts';
import { shownDocument } from '../../flow/read/queries/shown-document.ts';

export interface RankingsOptions {
  readonly indexes: Pick<IndexReader, 'readTop'>;
  readonly notices: NoticeSource;
  readonly events: EventReader & IncarnationSource;
  /** Those whose rankings can be read. */
  readonly projections: readonly Projection[];
}

export function readRankings({ indexes, notices, events, projections }: RankingsOptions): Rankings {
  const readEnough = severalDocuments({ notices, events });
  const known = new Map(
    projections.flatMap(({ name, rankings }) =>
      rankings.map((ranking) => [`${name}/${ranking.name}`, ranking] as const),
    ),
  );
  return {
    top: async (request) => {
      const { readModel: projection, ranking, first: limit } = request;
      const found = known.get(`${projection}/${ranking}`);
      if (!found) throw invalidRead('There is no such ranking.');
      const { entries, incarnation, checkpoint } = await readEnough(request, () =>
        indexes.readTop({ ...topOf(projection, found), limit }),
      );
      return {
        entries: shownEntries(projection, entries),
        token: encodeToken({ incarnation, position: checkpoint }),
      };
    },
  };
}

/** What is asked for the top of a ranking. */
export const topOf = (projection: string, { name, signature }: Ranking): Omit<TopQuery, 'limit'> => ({
  projection,
  index: rankingIndex(name),
  signature,
});

export function shownEntries(projection: string, entries: TopRead['entries']): RankingTop['entries'] {
  return entries.flatMap(({ rank, document }) => {
    const shown = shownDocument({ projection, id: document.id }, document);
    return shown ? [{ rank, document: shown }] : [];
  });
}
