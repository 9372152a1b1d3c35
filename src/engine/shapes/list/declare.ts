// A list of a projection's documents: which of them it shows, in which order, and by what it can be narrowed. Each
// document says itself where it stands, so that a list is as deterministic as its documents.
import type { IndexEntry } from '../../model/documents.ts';
import type { JsonObject } from '../../model/json.ts';
import { guardOf, type Guarded } from '../../definitions/access.ts';
import { badDefinition } from '../../definitions/bad-definition.ts';
import type { DocumentIndex } from '../../definitions/document-index.ts';
import { saidOf, type Deprecatable } from '../../definitions/described.ts';
import type { DocumentDefinition } from '../document/declare.ts';
import { kindOf, type FieldKind } from '../../definitions/field-kind.ts';
import { digest, SIGNATURE_DIGITS } from '../../definitions/fold-id.ts';

/** A list as the engine uses it. */
export interface List extends Deprecatable, DocumentIndex, Guarded {
  /** Also the name of the query. */
  readonly name: string;
  /** Fields it is asked by: each is a required argument. */
  readonly by: readonly string[];
  /** Fields it may be narrowed by: each is an optional argument. */
  readonly filters: readonly string[];
  /** Names of arguments that are not those of their fields, by field. */
  readonly named: Readonly<Partial<Record<string, string>>>;
  /** The field with the time that its documents are ordered by. */
  readonly at: string;
  readonly order: ListOrder;
}

/** Which end of the list comes first. */
export type ListOrder = 'newest' | 'oldest';

/** By which time: a `dateTime()`; a document that has null there is not listed. */
type Ordering<Field> =
  { readonly newest: Field; readonly oldest?: never } | { readonly oldest: Field; readonly newest?: never };

/** What an author says of a list. */
export type ListSpec<Field extends string = string> = Ordering<Field> &
  Deprecatable &
  Guarded & {
    /** A document that has null in one of these is not listed. */
    readonly by?: readonly Field[];
    /** At most three: a document stands in an index for each combination of them. */
    readonly filters?: readonly Field[];
    /** Names of arguments, by field, where they are not the field's own. */
    readonly named?: { readonly [Name in Field]?: string };
  };

const MOST_FILTERS = 3;
const KEY_KINDS: ReadonlySet<FieldKind> = new Set(['id', 'text', 'enum']);

interface Listed {
  readonly name: string;
  readonly document: DocumentDefinition;
  readonly lists?: Readonly<Record<string, ListSpec>>;
}

/** Throws BAD_DEFINITION. */
export function listsOf({ name, document, lists = {} }: Listed, lanes: number): readonly List[] {
  const listed = Object.entries(lists).map(([list, spec]) => listOf(list, spec));
  if (lanes > 1 && listed.length > 0) {
    throw badDefinition(`Projection ${name} has lists, so it must have one lane.`);
  }
  for (const list of listed) checkList(`List ${list.name} of ${name}`, list, document);
  return listed;
}

function listOf(name: string, { by = [], filters = [], named = {}, ...spec }: ListSpec): List {
  const place =
    spec.newest === undefined
      ? { at: spec.oldest, order: 'oldest' as const }
      : { at: spec.newest, order: 'newest' as const };
  const signature = digest(['list', name, by, filters, place.at], SIGNATURE_DIGITS);
  const list = { name, by, filters, named, ...place };
  return {
    ...{ ...list, signature, ...saidOf(spec), ...guardOf(spec) },
    fields: [...by, ...filters, list.at],
    entriesOf: (id, own) => (own === null ? [] : entriesOf(list, id, own)),
  };
}

function checkList(where: string, { by, filters, at }: List, { fields }: DocumentDefinition): void {
  if (filters.length > MOST_FILTERS) throw badDefinition(`${where} has more than ${MOST_FILTERS} filters.`);
  if (kindOf(fields[at]) !== 'time') {
    throw badDefinition(
      `${where}: ${at} is no time to order by. Declare it as dateTime(), which may be nullable.`,
    );
  }
  const odd = [...by, ...filters].find((field) => !KEY_KINDS.has(kindOf(fields[field])));
  if (odd !== undefined) {
    throw badDefinition(`${where}: ${odd} is no field to ask by. Take an id(), a text or an enumeration().`);
  }
}

/** The index that answers these arguments: one for each combination of values that a list can be asked with. */
export const listIndex = (list: ListKeys, values: Readonly<Record<string, string>>): string =>
  nameOf(list, partitionOf(list, values));

const nameOf = ({ name }: Pick<List, 'name'>, partition: string): string => `list:${name}:${partition}`;

type ListKeys = Pick<List, 'name' | 'by' | 'filters'>;

/** All of `by`, and those of `filters` that are given. */
export function partitionOf({ by, filters }: ListKeys, values: Readonly<Record<string, string>>): string {
  const parts: string[] = [];
  for (const field of by) addPart(parts, field, values[field]);
  for (const field of filters) addPart(parts, field, values[field]);
  return parts.join('&');
}

function addPart(parts: string[], field: string, value: string | undefined): void {
  if (value !== undefined) parts.push(partOf(field, value));
}

const partOf = (field: string, value: string): string => `${field}=${keyOf(value)}`;

const PLAIN = /^[\w.-]*$/;

/** Half a character, which no document holds, has no code. */
const keyOf = (value: string): string =>
  PLAIN.test(value) ? value : encodeURIComponent(value.replaceAll(/\p{Surrogate}/gu, '\u{FFFD}'));

/** Members of an index are in the order of time, read from either end. */
export const memberOf = (at: string, id: string): string => `${at}/${id}`;

function entriesOf(list: ListKeys & Pick<List, 'at'>, id: string, body: JsonObject): readonly IndexEntry[] {
  const at = body[list.at];
  if (typeof at !== 'string') return [];
  const required: string[] = [];
  for (const field of list.by) {
    const value = body[field];
    if (typeof value !== 'string') return [];
    required.push(partOf(field, value));
  }
  let partitions = [required];
  for (const field of list.filters) {
    const value = body[field];
    if (typeof value !== 'string') continue;
    const part = partOf(field, value);
    partitions = [...partitions, ...partitions.map((parts) => [...parts, part])];
  }
  const member = memberOf(at, id);
  return partitions.map((parts) => ({ index: nameOf(list, parts.join('&')), member, score: 0 }));
}
