// defineModule: a bounded context as the composition root takes it.
import type { CommandsDefinition } from './commands.ts';
import type { Decider } from './decider.ts';
import type { AnyEvents } from './events.ts';
import type { Projection } from './projection.ts';
import type { Reaction } from './reaction.ts';
import { recordingShapes, type ShapeAuthor } from '../shapes/registered.ts';

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

/** What is empty is left out. */
export interface ModuleSpec {
  readonly events?: readonly AnyEvents[];
  readonly deciders?: readonly Decider[];
  /** Those that are not shown: what `graphql` shows is part of the module by that. */
  readonly projections?: readonly Projection[];
  /** What other contexts are asked to do when something has happened. */
  readonly reactions?: readonly Reaction[];
  /** Only declares: it is run whenever somebody asks what is shown. */
  readonly graphql?: (g: GraphqlAuthor) => void;
}

/** With all its projections: those that are listed, and then those that are shown, in that order. */
export type Module = Required<ModuleSpec> & { readonly name: string };

export function defineModule(name: string, spec: ModuleSpec): Module {
  const { events = [], deciders = [], projections = [], reactions = [], graphql = () => {} } = spec;
  const all = new Set([...projections, ...shownBy(graphql)]);
  return { name, events, deciders, projections: [...all], reactions, graphql };
}

function shownBy(graphql: Module['graphql']): readonly Projection[] {
  const shown: Projection[] = [];
  const show = (projection: Projection): void => void shown.push(projection);
  graphql({
    mutations: (_commands, { shows }) => show(shows),
    document: (projection, options = { by: 'id' }) => {
      show(projection);
      if ('lists' in options) Object.values(options.lists ?? {}).forEach(show);
    },
    ...recordingShapes(show),
    subscription: (_name, projection) => show(projection),
  });
  return shown;
}
