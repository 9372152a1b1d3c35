// The top of a ranking at least as new as was asked for: one round trip where it is, a wait for the notice where it is not
// yet.
import type { Projection } from '../../../definitions/projection.ts';
import type { RankingRead, RankingReader } from '../../../model/documents.ts';
import type { EventReader, IncarnationSource } from '../../../model/event-store.ts';
import type { NoticeSource } from '../../../model/notices.ts';
import type { Rankings, RankingTop } from '../../../model/services.ts';
import { encodeToken } from '../../../model/token.ts';
import { invalidRead } from './read-faults.ts';
import { severalDocuments } from './several-documents.ts';
import { shownDocument } from './shown-document.ts';

export interface RankingsOptions {
  readonly ranked: RankingReader;
  readonly notices: NoticeSource;
  readonly events: EventReader & IncarnationSource;
  /** Those whose rankings can be read. */
  readonly projections: readonly Projection[];
}

export function readRankings({ ranked, notices, events, projections }: RankingsOptions): Rankings {
  const readEnough = severalDocuments({ notices, events });
  const known = new Set(
    projections.flatMap(({ name, rankings }) => rankings.map((ranking) => `${name}/${ranking.name}`)),
  );
  return {
    top: async (request) => {
      const { readModel: projection, ranking, first: limit } = request;
      if (!known.has(`${projection}/${ranking}`)) throw invalidRead('There is no such ranking.');
      const { entries, incarnation, checkpoint } = await readEnough(request, () =>
        ranked.readRanking({ projection, ranking, limit }),
      );
      return {
        entries: shownEntries(projection, entries),
        token: encodeToken({ incarnation, position: checkpoint }),
      };
    },
  };
}

export function shownEntries(projection: string, entries: RankingRead['entries']): RankingTop['entries'] {
  return entries.flatMap(({ rank, document }) => {
    const shown = shownDocument({ projection, id: document.id }, document);
    return shown ? [{ rank, document: shown }] : [];
  });
}
