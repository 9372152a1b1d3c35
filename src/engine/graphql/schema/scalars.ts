// The engine's own scalars. Those that carry what a user typed let malformed values through as text, so that the one
// place that validates answers with its typed error instead of GraphQL with a coercion error.
import { GraphQLError, Kind, type ValueNode } from 'graphql';
import type { Signing } from '../signer.ts';

const TEXT_SCALARS = {
  ConsistencyToken:
    'An opaque text: up to where the store had come. Send it back to read at least as new as that.',
  Date: 'A day of the calendar in UTC, `YYYY-MM-DD`. Where one is asked for, an instant stands for its day.',
  DateTime: 'ISO 8601 in UTC.',
  UUID: 'RFC 9562, in hexadecimal digits with hyphens.',
} as const;

export type TextScalar = keyof typeof TEXT_SCALARS;
export type ScalarName = TextScalar | 'Boolean' | 'Float' | 'ID' | 'Int' | 'String';

const NAMES: ReadonlySet<string> = new Set([
  ...Object.keys(TEXT_SCALARS),
  'Boolean',
  'Float',
  'ID',
  'Int',
  'String',
]);

export function isScalarName(name: string): name is ScalarName {
  return NAMES.has(name);
}

export interface TextScalarOptions {
  readonly description: string;
  readonly serialize: (value: unknown) => string;
  readonly parseValue: (value: unknown) => string;
  readonly parseLiteral: (node: ValueNode) => string;
}

/** @param tokens how the scalar ConsistencyToken goes out and comes in. */
export function textScalars(tokens: Signing): readonly (readonly [TextScalar, TextScalarOptions])[] {
  return TEXT_SCALAR_NAMES.map((name) => [
    name,
    name === 'ConsistencyToken' ? signed(textScalar(name), tokens) : textScalar(name),
  ]);
}

const TEXT_SCALAR_NAMES: readonly TextScalar[] = ['ConsistencyToken', 'Date', 'DateTime', 'UUID'];

function textScalar(name: TextScalar): TextScalarOptions {
  const text = (value: unknown): string => {
    if (typeof value === 'string') return value;
    throw new GraphQLError(`${name} is written as a string.`);
  };
  return {
    description: TEXT_SCALARS[name],
    serialize: text,
    parseValue: text,
    parseLiteral: (node) => {
      if (node.kind === Kind.STRING) return node.value;
      throw new GraphQLError(`${name} is written as a string.`, { nodes: node });
    },
  };
}

const signed = (
  { description, serialize, parseValue, parseLiteral }: TextScalarOptions,
  { sign, open }: Signing,
): TextScalarOptions => ({
  description,
  serialize: (value) => sign(serialize(value)),
  parseValue: (value) => open(parseValue(value)),
  parseLiteral: (node) => open(parseLiteral(node)),
});
