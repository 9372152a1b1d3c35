// defineModule: a bounded context as the composition root takes it.
import type { CommandsDefinition } from './commands.ts';
import type { Decider } from './decider.ts';
import type { AnyEvents } from './events.ts';
import type { Projection } from './projection.ts';
import type { Reaction } from './reaction.ts';
import type { ShapeAuthor } from '../shapes/registered.ts';

/** What an author can show of a context. Each call adds to the schema; a name may be shown once. */
export interface GraphqlAuthor extends ShapeAuthor {
  /** One mutation per command; its payload shows `shows` under the name of its document, in camelCase. */
  mutations(commands: CommandsDefinition, options: { readonly shows: Projection }): void;
  /**
   * The document's type and the query of the projection's name, `name(id, minVersion, consistency)`.
   * @param options `by`: another name for the argument with the id; or that there is only one document.
   */
  document(projection: Projection, options?: { readonly by: string } | OnlyDocument): void;
  /** `name(id, sinceVersion)`, without `id` where there is only one document: the typed form of `projectionUpdated`. */
  subscription(name: string, projection: Projection): void;
}

/** For a projection that has one document: its query and its subscription take no `id`. */
export interface OnlyDocument {
  readonly id: string;
  /**
   * Fields of the document, each with the first page of the list of another projection: of one that has one list, asked
   * by nothing. It is read in the same round trip, and only if it is selected.
   */
  readonly lists?: Readonly<Record<string, Projection>>;
}

export interface Module {
  readonly name: string;
  readonly events: readonly AnyEvents[];
  readonly deciders: readonly Decider[];
  readonly projections: readonly Projection[];
  /** What other contexts are asked to do when something has happened. */
  readonly reactions?: readonly Reaction[];
  readonly graphql: (g: GraphqlAuthor) => void;
}

export function defineModule(module: Module): Module {
  return module;
}
