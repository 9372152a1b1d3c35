// Selections as JSON text: each type's fields in their order, read from their source by the resolvers that need nothing
// else.
import {
  getNullableType,
  isLeafType,
  isListType,
  isNonNullType,
  isObjectType,
  type FieldNode,
  type GraphQLField,
  type GraphQLObjectType,
  type GraphQLOutputType,
} from 'graphql';
import { isRecord } from '../is-record.ts';
import { collectFields, type Selecting } from './collect-fields.ts';
import type { RenderedTexts } from './rendered-texts.ts';
import { leafWriter } from './write-leaf.ts';
import { UNWRITABLE, type Writer } from './writer.ts';

/** Said by fields to whoever compiles what selects them. */
export interface CompiledExtensions {
  /** Its value follows from its source alone, at once. */
  readonly followsFromSource?: true;
}

export interface Compiling extends Selecting {
  readonly rendered: RenderedTexts;
  /** Another one for every selection. */
  readonly nextKey: () => string;
  /** Is told of each field that is compiled, and of each part of an argument. */
  readonly addField: () => void;
}

type Source = Readonly<Record<string, unknown>>;
type Read = (source: Source) => unknown;

/** Undefined for a selection that needs more than its source. */
export function writerOf(
  compiling: Compiling,
  type: GraphQLOutputType,
  nodes: readonly FieldNode[],
): Writer | undefined {
  if (isNonNullType(type)) {
    const write = presentWriter(compiling, type.ofType, nodes);
    return write && ((value) => (value === null || value === undefined ? fail() : write(value)));
  }
  const write = presentWriter(compiling, type, nodes);
  return write && ((value) => (value === null || value === undefined ? 'null' : write(value)));
}

/** Of what is not null. */
function presentWriter(
  compiling: Compiling,
  type: GraphQLOutputType,
  nodes: readonly FieldNode[],
): Writer | undefined {
  const present = getNullableType(type);
  if (isLeafType(present)) return leafWriter(present);
  if (isListType(present)) {
    const each = writerOf(compiling, present.ofType, nodes);
    return each && ((value) => (Array.isArray(value) ? `[${value.map(each).join(',')}]` : fail()));
  }
  return isObjectType(present) ? objectWriter(compiling, present, nodes) : undefined;
}

function objectWriter(
  compiling: Compiling,
  type: GraphQLObjectType,
  nodes: readonly FieldNode[],
): Writer | undefined {
  const sets = nodes.flatMap(({ selectionSet }) => (selectionSet ? [selectionSet] : []));
  const parts: ((source: Source) => string)[] = [];
  for (const [name, merged] of collectFields(compiling, type, sets)) {
    const write = memberWriter(compiling, type, merged);
    if (!write) return undefined;
    const start = `${parts.length === 0 ? '{' : ','}"${name}":`;
    parts.push((source) => start + write(source));
  }
  if (parts.length === 0) return () => '{}';
  const write = (source: Source): string => {
    let text = '';
    for (const part of parts) text += part(source);
    return `${text}}`;
  };
  const renderOnce = isDocumentType(type) ? rememberingWriter(compiling, write) : write;
  return (value) => (isRecord(value) && !(value instanceof Error) ? renderOnce(value) : fail());
}

function memberWriter(
  compiling: Compiling,
  type: GraphQLObjectType,
  nodes: readonly FieldNode[],
): ((source: Source) => string) | undefined {
  compiling.addField();
  const name = nodes[0]?.name.value ?? '';
  if (name === '__typename') return () => `"${type.name}"`;
  const field = type.getFields()[name];
  const read = field && readOf(field);
  const write = field && writerOf(compiling, field.type, nodes);
  return read && write && ((source) => write(read(source)));
}

/** Undefined for a field that needs more than its source: arguments, services, time. */
function readOf({ name, resolve, args, extensions }: GraphQLField<unknown, unknown>): Read | undefined {
  if (args.length > 0) return undefined;
  const { pothosExposedField: exposed, followsFromSource } = extensions;
  if (typeof exposed === 'string') return (source) => source[exposed];
  if (followsFromSource !== true) return undefined;
  return resolve ? (source) => Reflect.apply(resolve, undefined, [source]) : (source) => source[name];
}

/** A document that comes as it is stored is written once; what was added to it, such as its rank, is not in that text. */
function rememberingWriter(
  { rendered, nextKey }: Compiling,
  write: (source: Source) => string,
): (source: Source) => string {
  const selection = nextKey();
  return (source) => {
    const { stored, id } = source;
    if (typeof stored !== 'string' || typeof id !== 'string') return write(source);
    const key = selection + id;
    const known = rendered.get(key, stored);
    if (known !== undefined) return known;
    const text = write(source);
    rendered.keep(key, { stored, text });
    return text;
  };
}

const isDocumentType = (type: GraphQLObjectType): boolean =>
  type.getInterfaces().some(({ name }) => name === 'Document');

function fail(): never {
  throw UNWRITABLE;
}
