// Declarations of what modules show, collected before the first type is made, so that the order of the modules does not
// matter.
import type { CommandsDefinition } from '../../definitions/commands.ts';
import type { GraphqlAuthor, Module, OnlyDocument } from '../../definitions/module.ts';
import type { Projection } from '../../definitions/projection.ts';
import { SlipstreamError } from '../../model/errors.ts';
import { shownShapes } from '../../shapes/schema.ts';
import type { ShownParts, ShownShape } from './shown-shape.ts';

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
  readonly subscriptions: readonly TypedSubscription[];
  readonly shapes: readonly ShownShape<unknown>[];
  /** Every projection whose document appears anywhere, once; of one that is only searched, if no other shows it. */
  readonly projections: readonly Projection[];
}

export function collectDeclarations(modules: readonly Module[]): Declarations {
  const mutations: ShownCommands[] = [];
  const documents: ShownProjection[] = [];
  const subscriptions: TypedSubscription[] = [];
  const shapes = shownShapes();
  const author: GraphqlAuthor = {
    mutations: (commands, { shows }) => mutations.push({ commands, shows }),
    document: (projection, options = { by: 'id' }) =>
      documents.push(
        'by' in options
          ? { projection, by: options.by, only: undefined }
          : { projection, by: 'id', only: options },
      ),
    ...shapes.author,
    subscription: (name, projection) => subscriptions.push({ name, projection }),
  };
  for (const { graphql } of modules) graphql(author);

  refuseDoubles(
    'mutation',
    mutations.flatMap(({ commands }) => Object.keys(commands.specs)),
  );
  const shown = shapes.all.map((shape) => shape.shown());
  refuseDoubles('query', [
    ...documents.map(({ projection }) => projection.name),
    ...shown.flatMap(({ queries }) => queries),
  ]);
  refuseDoubles('subscription', [
    ...subscriptions.map(({ name }) => name),
    ...shown.flatMap((each) => each.subscriptions),
  ]);
  const declared = { mutations, documents, subscriptions, shapes: shapes.all };
  return { ...declared, projections: projectionsOf(declared, shown) };
}

function projectionsOf(
  { documents, mutations, subscriptions }: Omit<Declarations, 'projections'>,
  shapes: readonly ShownParts[],
): readonly Projection[] {
  const of = (areOfOthers: true | undefined): readonly Projection[] =>
    shapes.filter((shape) => shape.areOfOthers === areOfOthers).flatMap(({ projections }) => projections);
  const shown = [
    ...documents.flatMap(({ projection, only }) => [projection, ...Object.values(only?.lists ?? {})]),
    ...of(undefined),
    ...mutations.map(({ shows }) => shows),
    ...subscriptions.map(({ projection }) => projection),
  ];
  const types = new Set(shown.map(({ document }) => document));
  const others = of(true).filter(({ document }) => !types.has(document));
  return [...new Set([...shown, ...others])];
}

function refuseDoubles(what: string, names: readonly string[]): void {
  const double = names.find((name, index) => names.indexOf(name) !== index);
  if (double !== undefined) {
    throw new SlipstreamError('BAD_DEFINITION', `The ${what} ${double} is shown twice.`);
  }
}
