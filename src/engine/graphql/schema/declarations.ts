// What the modules show, collected before the first type is made, so that the order of the modules does not matter.
import type {
  CommandsDefinition,
  GraphqlAuthor,
  Module,
  OnlyDocument,
  Projection,
  Query,
} from '../../definitions/index.ts';
import { liveName } from '../../definitions/ranking.ts';
import { SlipstreamError } from '../../model/errors.ts';
import type { ShownRankings } from './rankings.ts';

export interface ShownCommands {
  readonly commands: CommandsDefinition;
  readonly shows: Projection;
}

export interface ShownProjection {
  readonly projection: Projection;
  /** Name of the argument with the id. */
  readonly by: string;
  /** If there is only one document of it. */
  readonly only: OnlyDocument | undefined;
}

export interface TypedSubscription {
  readonly name: string;
  readonly projection: Projection;
}

export interface Declarations {
  readonly mutations: readonly ShownCommands[];
  /** Those with a query. */
  readonly documents: readonly ShownProjection[];
  /** Those whose lists have queries. */
  readonly listed: readonly Projection[];
  /** Those whose rankings have queries. */
  readonly ranked: readonly ShownRankings[];
  readonly searched: readonly Projection[];
  readonly queries: readonly Query[];
  readonly subscriptions: readonly TypedSubscription[];
  /** Every projection whose document appears anywhere, once; of one that is only searched, if no other shows it. */
  readonly projections: readonly Projection[];
}

export function collectDeclarations(modules: readonly Module[]): Declarations {
  const mutations: ShownCommands[] = [];
  const documents: ShownProjection[] = [];
  const listed: Projection[] = [];
  const ranked: ShownRankings[] = [];
  const searched: Projection[] = [];
  const queries: Query[] = [];
  const subscriptions: TypedSubscription[] = [];
  const author: GraphqlAuthor = {
    mutations: (commands, { shows }) => mutations.push({ commands, shows }),
    document: (projection, options = { by: 'id' }) =>
      documents.push(
        'by' in options
          ? { projection, by: options.by, only: undefined }
          : { projection, by: 'id', only: options },
      ),
    lists: (projection) => listed.push(projection),
    rankings: (projection, { entry, live = false }) => ranked.push({ projection, entry, live }),
    search: (projection) => searched.push(projection),
    query: (query) => queries.push(query),
    subscription: (name, projection) => subscriptions.push({ name, projection }),
  };
  for (const { graphql } of modules) graphql(author);

  refuseDoubles(
    'mutation',
    mutations.flatMap(({ commands }) => Object.keys(commands.specs)),
  );
  refuseDoubles(
    'query',
    [
      ...documents.map(({ projection }) => projection),
      ...listed.flatMap(({ lists }) => lists),
      ...ranked.flatMap(({ projection }) => projection.rankings),
      ...searched.flatMap(({ search }) => search ?? []),
      ...queries,
    ].map(({ name }) => name),
  );
  refuseDoubles('subscription', [
    ...subscriptions.map(({ name }) => name),
    ...ranked.filter(({ live }) => live).flatMap(({ projection }) => projection.rankings.map(liveName)),
  ]);
  const declared = { mutations, documents, listed, ranked, searched, queries, subscriptions };
  return { ...declared, projections: projectionsOf(declared) };
}

function projectionsOf(declared: Omit<Declarations, 'projections'>): readonly Projection[] {
  const shown = [
    ...declared.documents.flatMap(({ projection, only }) => [
      projection,
      ...Object.values(only?.lists ?? {}),
    ]),
    ...declared.listed,
    ...declared.ranked.map(({ projection }) => projection),
    ...declared.queries.map(({ over }) => over),
    ...declared.mutations.map(({ shows }) => shows),
    ...declared.subscriptions.map(({ projection }) => projection),
  ];
  const types = new Set(shown.map(({ document }) => document));
  const others = declared.searched.filter(({ document }) => !types.has(document));
  return [...new Set([...shown, ...others])];
}

function refuseDoubles(what: string, names: readonly string[]): void {
  const double = names.find((name, index) => names.indexOf(name) !== index);
  if (double !== undefined) {
    throw new SlipstreamError('BAD_DEFINITION', `The ${what} ${double} is shown twice.`);
  }
}
