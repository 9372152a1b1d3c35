// defineModule: a bounded context as the composition root takes it.
import type { CommandsDefinition } from './commands.ts';
import type { Decider } from './decider.ts';
import type { AnyEvents } from './events.ts';
import type { Projection } from './projection.ts';

/** What an author can show of a context. Each call adds to the schema; a name may be shown once. */
export interface GraphqlAuthor {
  /** One mutation per command; its payload shows `shows` under the name of its document, in camelCase. */
  mutations(commands: CommandsDefinition, options: { readonly shows: Projection }): void;
  /**
   * The document's type and the query `projection(id, minVersion, consistency)`.
   * @param options `by`: the name of the query's argument with the id, `id` if omitted.
   */
  document(projection: Projection, options?: { readonly by: string }): void;
  /** A query for each of its lists, which answers with a connection of its documents. */
  lists(projection: Projection): void;
  /** A query for each of its rankings, which answers with the top: entries of a type with the rank and its documents' fields. */
  rankings(projection: Projection, options: { readonly entry: string }): void;
  /** `name(id, sinceVersion)`: the typed form of `projectionUpdated`. */
  subscription(name: string, projection: Projection): void;
}

export interface Module {
  readonly name: string;
  readonly events: readonly AnyEvents[];
  readonly deciders: readonly Decider[];
  readonly projections: readonly Projection[];
  readonly graphql: (g: GraphqlAuthor) => void;
}

export function defineModule(module: Module): Module {
  return module;
}
