// A query for each ranking of a read model: its top, each entry with its rank, and a subscription to it where that is shown.
import type { ObjectFieldBuilder } from '@pothos/core';
import type { Projection } from '../../definitions/projection.ts';
import type { SchemaParts, ShownShape } from '../../graphql/schema/shown-shape.ts';
import type { ShapeAuthor } from '../registered.ts';
import { liveName, type Ranking } from './declare.ts';
import { SlipstreamError } from '../../model/errors.ts';
import type { RankingTop } from './ports.ts';
import type { CompiledExtensions } from '../../graphql/compiled/write-selection.ts';
import type { SchemaTypes } from '../../graphql/schema/builder.ts';
import { freshnessOf } from '../../graphql/schema/consistency.ts';
import { guardIndex } from '../../graphql/schema/guard-index.ts';
import { shownEntries } from '../document/guard.ts';
import { aboutDefinition, TEXTS } from '../../graphql/schema/descriptions.ts';
import { documentMembers, type DocumentSource } from '../document/schema.ts';
import { addRankingUpdates, firstArgument } from './updates.ts';

interface ShownRankings {
  readonly projection: Projection;
  /** Name of the type of an entry. */
  readonly entry: string;
  /** Whether each has a subscription too. */
  readonly live: boolean;
}

type Entry = RankingTop['entries'][number];

export function shownRankings(): ShownShape<Pick<ShapeAuthor, 'rankings'>> {
  const shown: ShownRankings[] = [];
  const namesOf = (some: readonly ShownRankings[], nameOf: (ranking: Ranking) => string) =>
    some.flatMap(({ projection }) => projection.rankings.map(nameOf));
  return {
    author: {
      rankings: (projection, { entry, live = false }) => shown.push({ projection, entry, live }),
    },
    shown: () => ({
      projections: shown.map(({ projection }) => projection),
      queries: namesOf(shown, ({ name }) => name),
      subscriptions: namesOf(
        shown.filter(({ live }) => live),
        liveName,
      ),
      entries: new Map(shown.map(({ entry, projection }) => [entry, projection])),
    }),
    add: (parts) => addRankingQueries(parts, shown),
  };
}

function addRankingQueries(parts: SchemaParts, shown: readonly ShownRankings[]): void {
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
          resolve: async (root, { first, ...args }, context) => {
            const { services, session, caller, allowance } = context;
            await guardIndex(context, ranking, {});
            const { entries, token } = await services.rankings.top({
              readModel: projection.name,
              ranking: name,
              first,
              ...freshnessOf(args, root?.after ?? session.after, allowance.wait),
            });
            session.saw(token);
            return [...shownEntries(caller, projection, entries)];
          },
        }),
      );
    }
  }
}

const topText = ({ document: { name } }: Projection, highest: string): string =>
  `The top of ${name}, the highest \`${highest}\` first. Equal ones share a rank: 1, 1, 3.`;

/** Its rank and what its document shows, but not as a document: it is a place, which another one may take. */
function entryType({ builder, outputs }: SchemaParts, projection: Projection, name: string) {
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

/** The rank that a document has in each of its rankings. */
export function rankFields({ rankings }: Projection, t: ObjectFieldBuilder<SchemaTypes, DocumentSource>) {
  return Object.fromEntries(
    rankings.map(({ name, highest, rank }) => [
      rank,
      t.int({
        nullable: true,
        extensions: { followsFromSource: true } satisfies CompiledExtensions,
        description: `One more than there are documents with a higher ${highest}, when it was read. Null if it is not ranked, and where the document was folded from the write model.`,
        resolve: ({ ranks, body }) => {
          if (body[rank] instanceof SlipstreamError) throw body[rank];
          return ranks?.[name] ?? null;
        },
      }),
    ]),
  );
}
