// defineModule: a bounded context as the composition root takes it.
import type { CommandsDefinition } from './commands.ts';
import type { Decider } from './decider.ts';
import type { AnyEvents } from './events.ts';
import type { Projection } from './projection.ts';

/** What an author can show of a context. Each call adds to the schema; a name may be shown once. */
export interface GraphqlAuthor {
  /** One mutation per command; its payload shows `shows` under the name of its document, in camelCase. */
  mutations(commands: CommandsDefinition, options: { readonly shows: Projection }): void;
  /** The document's type and the query `name(id, minVersion, consistency)`; the name defaults to the projection's. */
  document(projection: Projection): void;
  /** A query for each of its lists, which answers with a connection of its documents. */
  lists(projection: Projection): void;
  /** The query of its search, which answers with a connection of its documents. */
  search(projection: Projection): void;
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
