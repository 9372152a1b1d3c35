// What the modules show, collected before the first type is made, so that the order of the modules does not matter.
import type { CommandsDefinition, GraphqlAuthor, Module, Projection } from '../../definitions/index.ts';
import { SlipstreamError } from '../../model/errors.ts';
import type { QueriedDocument } from './documents.ts';
import type { ShownRankings } from './rankings.ts';
import type { TypedSubscription } from './subscriptions.ts';

export interface ShownCommands {
  readonly commands: CommandsDefinition;
  readonly shows: Projection;
}

export interface Declarations {
  readonly mutations: readonly ShownCommands[];
  /** Those with a query. */
  readonly documents: readonly QueriedDocument[];
  /** Those whose lists have queries. */
  readonly listed: readonly Projection[];
  /** Those whose rankings have queries. */
  readonly ranked: readonly ShownRankings[];
  readonly subscriptions: readonly TypedSubscription[];
  /** Every projection whose document appears anywhere, once. */
  readonly projections: readonly Projection[];
}

export function collectDeclarations(modules: readonly Module[]): Declarations {
  const mutations: ShownCommands[] = [];
  const documents: QueriedDocument[] = [];
  const listed: Projection[] = [];
  const ranked: ShownRankings[] = [];
  const subscriptions: TypedSubscription[] = [];
  const author: GraphqlAuthor = {
    mutations: (commands, { shows }) => mutations.push({ commands, shows }),
    document: (projection, { by } = { by: 'id' }) => documents.push({ projection, by }),
    lists: (projection) => listed.push(projection),
    rankings: (projection, { entry }) => ranked.push({ projection, entry }),
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
    ].map(({ name }) => name),
  );
  refuseDoubles(
    'subscription',
    subscriptions.map(({ name }) => name),
  );
  const shown = [
    ...documents.map(({ projection }) => projection),
    ...listed,
    ...ranked.map(({ projection }) => projection),
    ...mutations.map(({ shows }) => shows),
    ...subscriptions.map(({ projection }) => projection),
  ];
  return { mutations, documents, listed, ranked, subscriptions, projections: [...new Set(shown)] };
}

function refuseDoubles(what: string, names: readonly string[]): void {
  const double = names.find((name, index) => names.indexOf(name) !== index);
  if (double !== undefined) {
    throw new SlipstreamError('BAD_DEFINITION', `The ${what} ${double} is shown twice.`);
  }
}
