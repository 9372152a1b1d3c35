// Leaf values as JSON text, where they already are what their type shows.
import {
  GraphQLBoolean,
  GraphQLFloat,
  GraphQLID,
  GraphQLInt,
  GraphQLString,
  isEnumType,
  type GraphQLEnumType,
  type GraphQLLeafType,
  type GraphQLScalarType,
} from 'graphql';
import { UNWRITABLE, type Writer } from './writer.ts';

const HIGHEST_INT = 2 ** 31 - 1;

const made = new WeakMap<GraphQLLeafType, Writer>();

export function leafWriter(type: GraphQLLeafType): Writer {
  const known = WRITERS.get(type.name) ?? made.get(type);
  if (known) return known;
  const writer = isEnumType(type) ? enumWriter(type) : scalarWriter(type);
  made.set(type, writer);
  return writer;
}

function enumWriter(type: GraphQLEnumType): Writer {
  const texts = new Map<unknown, string>(type.getValues().map(({ name, value }) => [value, `"${name}"`]));
  return (value) => texts.get(value) ?? unwritable();
}

function scalarWriter(type: GraphQLScalarType): Writer {
  return (value) => {
    // For graphql-js it is what the field threw, whatever its type would make of it.
    if (value instanceof Error) return unwritable();
    const shown: unknown = type.serialize(value);
    return typeof shown === 'string' || typeof shown === 'number' ? JSON.stringify(shown) : unwritable();
  };
}

const writeText: Writer = (value) => (typeof value === 'string' ? JSON.stringify(value) : unwritable());

/** What graphql-js would convert, such as a number that is an ID, is left to it. */
const WRITERS: ReadonlyMap<string, Writer> = new Map<string, Writer>([
  [GraphQLString.name, writeText],
  [GraphQLID.name, writeText],
  [GraphQLBoolean.name, (value) => (typeof value === 'boolean' ? String(value) : unwritable())],
  [GraphQLInt.name, (value) => (isInt(value) ? JSON.stringify(value) : unwritable())],
  [
    GraphQLFloat.name,
    (value) => (typeof value === 'number' && Number.isFinite(value) ? JSON.stringify(value) : unwritable()),
  ],
]);

const isInt = (value: unknown): boolean =>
  typeof value === 'number' && Number.isInteger(value) && value <= HIGHEST_INT && value >= -HIGHEST_INT - 1;

function unwritable(): never {
  throw UNWRITABLE;
}
