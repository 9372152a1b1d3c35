// A query for each ranking of a read model: its top, each entry with its rank, and a subscription to it where that is shown.
import type { Projection } from '../../definitions/index.ts';
import { SlipstreamError } from '../../model/errors.ts';
import type { RankingTop } from '../../model/services.ts';
import type { Builder } from './builder.ts';
import { freshnessOf, type ConsistencyRef } from './consistency.ts';
import { aboutDefinition, TEXTS } from './descriptions.ts';
import { documentMembers } from './documents.ts';
import { addRankingUpdates, firstArgument } from './ranking-updates.ts';
import type { OutputTypes } from './output-types.ts';

export interface ShownRankings {
  readonly projection: Projection;
  /** Name of the type of an entry. */
  readonly entry: string;
  /** Whether each has a subscription too. */
  readonly live: boolean;
}

interface RankingParts {
  readonly builder: Builder;
  readonly outputs: OutputTypes;
  readonly consistency: ConsistencyRef;
}

type Entry = RankingTop['entries'][number];

export function addRankingQueries(parts: RankingParts, shown: readonly ShownRankings[]): void {
  const { builder, consistency } = parts;
  for (const { projection, entry, live } of shown) {
    const type = entryType(parts, projection, entry);
    for (const ranking of projection.rankings) {
      const { name, highest } = ranking;
      if (live) addRankingUpdates(builder, type, { projection, ranking });
      builder.queryField(name, (t) =>
        t.field({
          type: [type],
          nullable: true,
          ...aboutDefinition(ranking, topText(projection, highest)),
          args: {
            first: t.arg.int(firstArgument),
            consistency: t.arg({ type: consistency, description: TEXTS.consistency }),
          },
          resolve: async (root, { first, ...asked }, { services, session }) => {
            const { entries, token } = await services.rankings.top({
              readModel: projection.name,
              ranking: name,
              first,
              ...freshnessOf(asked, root?.after ?? session.after),
            });
            session.saw(token);
            return [...entries];
          },
        }),
      );
    }
  }
}

const topText = ({ document: { name } }: Projection, highest: string): string =>
  `The top of ${name}, the highest \`${highest}\` first. Equal ones share a rank: 1, 1, 3.`;

/** Its rank and what its document shows, but not as a document: it is a place, which another one may take. */
function entryType({ builder, outputs }: RankingParts, projection: Projection, name: string) {
  const members = documentMembers(projection);
  if (projection.rankings.length === 0) throw badEntry(name, `${projection.name} has no rankings`);
  if (members.some(({ field }) => field === 'rank'))
    throw badEntry(name, 'its documents have a rank already');
  return builder.objectRef<Entry>(name).implement({
    description: `A place in a ranking of ${projection.document.name}, and what the document there shows.`,
    fields: (t) => ({
      rank: t.exposeInt('rank', { description: 'From 1 on. Equal ones share one: 1, 1, 3.' }),
      ...outputs.fields<Entry>(name, members, ({ document }) => document.body)(t),
    }),
  });
}

function badEntry(name: string, why: string): SlipstreamError {
  return new SlipstreamError('BAD_DEFINITION', `${name} can't be shown: ${why}.`);
}
