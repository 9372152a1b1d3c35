// What the modules show, collected before the first type is made, so that the order of the modules does not matter.
import type { CommandsDefinition, GraphqlAuthor, Module, Projection } from '../../definitions/index.ts';
import { SlipstreamError } from '../../model/errors.ts';
import type { TypedSubscription } from './subscriptions.ts';

export interface ShownCommands {
  readonly commands: CommandsDefinition;
  readonly shows: Projection;
}

export interface Declarations {
  readonly mutations: readonly ShownCommands[];
  /** Those with a query. */
  readonly documents: readonly Projection[];
  /** Those whose lists have queries. */
  readonly listed: readonly Projection[];
  readonly searched: readonly Projection[];
  readonly subscriptions: readonly TypedSubscription[];
  /** Every projection whose document appears anywhere, once; of one that is only searched, if no other shows it. */
  readonly projections: readonly Projection[];
}

export function collectDeclarations(modules: readonly Module[]): Declarations {
  const mutations: ShownCommands[] = [];
  const documents: Projection[] = [];
  const listed: Projection[] = [];
  const searched: Projection[] = [];
  const subscriptions: TypedSubscription[] = [];
  const author: GraphqlAuthor = {
    mutations: (commands, { shows }) => mutations.push({ commands, shows }),
    document: (projection) => documents.push(projection),
    lists: (projection) => listed.push(projection),
    search: (projection) => searched.push(projection),
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
      ...documents,
      ...listed.flatMap(({ lists }) => lists),
      ...searched.flatMap(({ search }) => search ?? []),
    ].map(({ name }) => name),
  );
  refuseDoubles(
    'subscription',
    subscriptions.map(({ name }) => name),
  );
  const shown = [
    ...documents,
    ...listed,
    ...mutations.map(({ shows }) => shows),
    ...subscriptions.map(({ projection }) => projection),
  ];
  const types = new Set(shown.map(({ document }) => document));
  const others = searched.filter(({ document }) => !types.has(document));
  const projections = [...new Set([...shown, ...others])];
  return { mutations, documents, listed, searched, subscriptions, projections };
}

function refuseDoubles(what: string, names: readonly string[]): void {
  const double = names.find((name, index) => names.indexOf(name) !== index);
  if (double !== undefined) {
    throw new SlipstreamError('BAD_DEFINITION', `The ${what} ${double} is shown twice.`);
  }
}
