// The form of a projection as its author writes it.
import type { DocumentDefinition } from '../shapes/document/declare.ts';
import type { ListSpec } from '../shapes/list/declare.ts';
import type { RankingSpec, ScoreField } from '../shapes/ranking/declare.ts';
import type { AnyEvents, EventOf, TypesOf } from './events.ts';

/** Where documents are kept: Redis is the fastest and keeps lists, Postgres can be searched. */
export type StoreKind = 'redis' | 'postgres';

export type Route<Event> = (event: Event) => string | readonly string[];

/** Folds that give their document a field that it does not have, made to match nothing: a spread alone is not checked for that. */
type WithoutMisspelt<Folds, Known extends PropertyKey> = {
  readonly [Type in keyof Folds]: Folds[Type] extends (...args: never) => infer Folded
    ? [Exclude<KeysOf<Folded>, Known>] extends [never]
      ? unknown
      : (misspelt: `The document has no field ${Exclude<KeysOf<Folded>, Known> & string}.`) => never
    : unknown;
};

/** Of each member of a union; none of null. */
type KeysOf<Value> = Value extends object ? keyof Value : never;

export interface ProjectionSpec<
  Definition extends DocumentDefinition,
  Own,
  From extends readonly AnyEvents[],
  Create extends string,
  Ignore extends string,
  Created,
  Updated,
> {
  readonly document: Definition & { readonly own?: Own };
  /** The first module's streams own the documents: document id = stream id, document version = stream version. */
  readonly from: From;
  /** For a view of many streams: no stream owns its documents, their version counts the events folded in. */
  readonly ownedBy?: 'none';
  /** The last parameter of `create` and of `update` is the id of the document: one event may be routed to several. */
  readonly create: {
    readonly [Type in Create]: (event: EventOf<From, Type>, id: string) => NoInfer<Own>;
  } & Created &
    WithoutMisspelt<Created, keyof Own>;
  readonly update: {
    readonly [Type in Exclude<TypesOf<From>, Create | Ignore>]: (
      document: NoInfer<Own>,
      event: EventOf<From, Type>,
      id: string,
    ) => NoInfer<Own> | null;
  } & Updated &
    WithoutMisspelt<Updated, keyof Own>;
  readonly ignore?: readonly Ignore[];
  /** Which documents an event of another context touches; an event of the owner touches the one of its stream. */
  readonly route?: { readonly [Type in TypesOf<From>]?: Route<EventOf<From, Type>> };
  /** Where a document begins if an `update` comes first. */
  readonly initial?: NoInfer<Own>;
  /** Lists of its documents by the name of their query. The index of a list lies in one lane. */
  readonly lists?: Readonly<Record<string, ListSpec<keyof NoInfer<Own> & string>>>;
  /** Rankings of its documents by the name of their query. They lie in one lane as well. */
  readonly rankings?: Readonly<Record<string, RankingSpec<ScoreField<NoInfer<Definition>>>>>;
  /** Where its documents are kept. Default `redis`; lists are kept only there. */
  readonly store?: StoreKind;
  /**
   * Documents are written in Postgres by the statement that appends their events: a reader is never behind. Only for
   * documents that are made of their own stream alone. A fold does not know `position`, `id` and `recordedAt` then.
   */
  readonly inline?: true;
  /** How many lanes its documents are spread over. Default 1. */
  readonly lanes?: number;
  /** Raise it when the folds, or what they call, make another document of the same events: it is filled anew. Default 1. */
  readonly version?: number;
}
