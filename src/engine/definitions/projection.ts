// defineProjection: the fold of events into the documents of one read model. Pure: no clock, no I/O, no other
// documents.
import { SlipstreamError } from '../model/errors.ts';
import type { RecordedEvent } from '../model/events.ts';
import type { Json, JsonObject } from '../model/json.ts';
import { checkInline, checkRoutes, checkStore } from './check-projection.ts';
import { categoriesOf } from './concerns.ts';
import type { DocumentIndex } from './document-index.ts';
import type { DocumentDefinition, OwnPart } from '../shapes/document/declare.ts';
import { embedsOf, type EmbeddedField } from '../shapes/document/embeds.ts';
import type { AnyEvents, TypesOf } from './events.ts';
import { eventsFolded, declaredFoldId, textHash } from './fold-id.ts';
import { listsOf, type List } from '../shapes/list/declare.ts';
import { rankingsOf, type Ranking } from '../shapes/ranking/declare.ts';
import type { ProjectionSpec, Route, StoreKind } from './projection-spec.ts';
import type { Search } from '../shapes/search/entry.ts';

/** A projection as the engine uses it. */
export interface Projection<
  Name extends string = string,
  Definition extends DocumentDefinition = DocumentDefinition,
> {
  /** Also the name of the read model: camelCase, `LAMP_SUMMARY` in the enum for `lampSummary`. */
  readonly name: Name;
  readonly document: Definition;
  /** The category whose streams the documents belong to; nothing for a view of many streams. */
  readonly owner: string | undefined;
  /** True if everything but the references comes from the document's own stream. */
  readonly ownStreamOnly: boolean;
  /**
   * Whether a lane keeps the ids of its documents: other streams change them too, so that what is stored of a document alone does
   * not say whether it is new or was lost.
   */
  readonly keepsIds: boolean;
  /** Names of the events it folds. */
  readonly types: ReadonlySet<string>;
  /** Categories of the streams that it or its references fold something of. */
  readonly categories: ReadonlySet<string>;
  readonly embeds: readonly EmbeddedField[];
  readonly lists: readonly List[];
  readonly rankings: readonly Ranking[];
  /** Those of its lists, rankings and searches. */
  readonly indexes: readonly DocumentIndex[];
  readonly store: StoreKind;
  /** Whether its documents are written together with the events. */
  readonly inline: boolean;
  /** What its documents are found by; nothing if they can't be searched. */
  readonly search?: Search;
  readonly lanes: number;
  /** Ids of the documents an event touches. */
  readonly route: (event: RecordedEvent) => readonly string[];
  /**
   * The document's own part after the event; null if there is none (any more). Throws on a fold that can't be.
   * @param id of the document.
   */
  readonly fold: (own: JsonObject | null, event: RecordedEvent, id: string) => JsonObject | null;
  /** Declared version, and hash of all that is declared of what the documents are made of: names their generations. */
  readonly foldId: string;
  /** Hash of the text of its folds: code that hung a process is told from code that was mended. */
  readonly codeHash: string;
  /** Where a document begins if an `update` comes first: what there is of it before anything happened. */
  readonly initial: JsonObject | null;
}

/** @param name also that of the read model: camelCase, `TASK_NOTE` in the enum for `taskNote`. */
export function defineProjection<
  const Name extends string,
  const Definition extends DocumentDefinition,
  const Own extends OwnPart<Definition>,
  const From extends readonly AnyEvents[],
  Create extends TypesOf<From> = never,
  const Ignore extends TypesOf<From> = never,
  Created = unknown,
  Updated = unknown,
>(
  name: Name,
  given: ProjectionSpec<Definition, Own, From, Create, Ignore, Created, Updated>,
): Projection<Name, Definition> {
  const spec = { ...given, name };
  const owner = spec.ownedBy === 'none' ? undefined : spec.from[0]?.category;
  const { create, update, route = {}, initial } = spec;
  const folds: Folds = { create: mapOf(create), update: mapOf(update), route: mapOf(route), initial };
  const types = new Set([...folds.create.keys(), ...folds.update.keys()]);
  const embeds = embedsOf(name, spec.document);
  const { lanes = 1, inline = false, store = inline ? 'postgres' : 'redis' } = spec;
  const [lists, rankings] = [listsOf(spec, lanes), rankingsOf(spec, lanes)];
  const indexes = [...lists, ...rankings];
  const ownStreamOnly = owner !== undefined && isMadeOf(spec.from[0], types);
  checkRoutes(spec, owner, { types, route: folds.route });
  checkStore(name, store, indexes);
  const isAlone = ownStreamOnly && embeds.length + folds.route.size === 0;
  if (inline) checkInline({ ...spec, types }, store === 'postgres' && isAlone);
  return {
    ...{ name, document: spec.document },
    ...{ owner, ownStreamOnly },
    keepsIds: store === 'redis' && !ownStreamOnly && folds.update.size > 0,
    types,
    categories: categoriesFolded(spec, { owner, types, embeds }),
    ...{ embeds, lists, rankings, indexes, store, inline, lanes },
    route: (event) => (types.has(event.type) ? idsTouched(folds, event) : []),
    initial: initial ?? null,
    fold: (own, event, id) => foldOwn(name, folds, { own, event, id }),
    foldId: declaredFoldId({
      of: `projection ${name}`,
      version: spec.version,
      declared: [
        ...[name, owner ?? null, lanes, store, inline, initial ?? null],
        ...[eventsFolded(spec.from, types), ...shapeOf(spec.document, embeds), signaturesOf(indexes)],
      ],
    }),
    codeHash: codeHashOf(name, folds, embeds),
  };
}

/** The same documents, without what finds them in the order of anything. */
export const withoutIndexes = <Definition extends DocumentDefinition>(
  projection: Projection<string, Definition>,
): Projection<string, Definition> => ({ ...projection, lists: [], rankings: [], indexes: [] });

const signaturesOf = (indexes: readonly DocumentIndex[]): readonly Json[] =>
  indexes.map(({ signature }) => signature);

const shapeOf = ({ fields }: DocumentDefinition, embeds: readonly EmbeddedField[]): readonly Json[] => [
  Object.keys(fields).sort(),
  embeds.map(({ field, by, pick = '', embeds: { foldId } }) => [field, by, pick, foldId]),
];

function codeHashOf(
  name: string,
  { create, update, route }: Folds,
  embeds: readonly EmbeddedField[],
): string {
  const embedded = embeds.map(({ field, embeds: { codeHash } }) => [field, codeHash] as const);
  return textHash(name, [...create, ...update, ...route, ...embedded]);
}

interface Folded {
  readonly owner: string | undefined;
  readonly types: ReadonlySet<string>;
  readonly embeds: readonly EmbeddedField[];
}

function categoriesFolded(
  { from }: { readonly from: readonly AnyEvents[] },
  { owner, types, embeds }: Folded,
): ReadonlySet<string> {
  const referenced = embeds.map(({ embeds: { category } }) => category);
  return new Set([...(owner === undefined ? [] : [owner]), ...categoriesOf(from, types), ...referenced]);
}

function isMadeOf(own: AnyEvents | undefined, types: ReadonlySet<string>): boolean {
  return [...types].every((type) => Object.keys(own?.specs ?? {}).includes(type));
}

const mapOf = <Value>(byType: object): ReadonlyMap<string, Value> => new Map(Object.entries(byType) as never);

interface Folds {
  readonly create: ReadonlyMap<string, (event: never, id: string) => JsonObject>;
  readonly update: ReadonlyMap<string, (own: never, event: never, id: string) => JsonObject | null>;
  readonly route: ReadonlyMap<string, Route<never>>;
  readonly initial: JsonObject | undefined;
}

/** What is no id is told by whoever folds: it is the fault of one event. */
function idsTouched({ route }: Folds, event: RecordedEvent): readonly string[] {
  const of = route.get(event.type);
  return of ? [of(event as never)].flat() : [event.streamId];
}

interface Folding {
  readonly own: JsonObject | null;
  readonly event: RecordedEvent;
  readonly id: string;
}

function foldOwn(
  name: string,
  { create, update, initial }: Folds,
  { own, event, id }: Folding,
): JsonObject | null {
  const make = create.get(event.type);
  if (make) return make(event as never, id);
  const change = update.get(event.type);
  if (!change) return own;
  const before = own ?? initial;
  if (before) return change(before as never, event as never, id);
  throw new SlipstreamError('FOLD_FAILED', `${name}: ${event.type} found no document to change.`);
}
