// Leaf values as JSON: what is written is what graphql-js would answer, and the rest is left to it.
import fc from 'fast-check';
import {
  executeSync,
  GraphQLBoolean,
  GraphQLEnumType,
  GraphQLFloat,
  GraphQLID,
  GraphQLInt,
  GraphQLObjectType,
  GraphQLScalarType,
  GraphQLSchema,
  GraphQLString,
  parse,
  type GraphQLLeafType,
} from 'graphql';
import { expect, it } from 'vitest';
import { leafWriter } from '../../../../src/engine/graphql/compiled/write-leaf.ts';
import { UNWRITABLE } from '../../../../src/engine/graphql/compiled/writer.ts';

const types: readonly GraphQLLeafType[] = [
  GraphQLBoolean,
  GraphQLFloat,
  GraphQLID,
  GraphQLInt,
  GraphQLString,
  new GraphQLEnumType({ name: 'Colour', values: { RED: {}, GREEN: { value: 7 }, BLUE: { value: null } } }),
  new GraphQLScalarType({ name: 'AsText', serialize: String }),
  new GraphQLScalarType({ name: 'AsItIs', serialize: (value) => value }),
  new GraphQLScalarType({ name: 'Never', serialize: () => undefined }),
];

const ODD = [
  2 ** 31,
  2 ** 31 - 1,
  -(2 ** 31),
  -0,
  1e21,
  1e-7,
  NaN,
  Infinity,
  'RED',
  7,
  true,
  '\u2028"\\',
  '\ud800',
];
const value = fc.oneof(
  fc.constantFrom(...ODD, ...[[], {}, ['x'], new Date(0), 7n, Symbol('s'), new Error('no')]),
  fc.jsonValue(),
  fc.double(),
  fc.string({ unit: 'binary' }),
);

/** Undefined if it has errors. */
function byGraphql(type: GraphQLLeafType, found: unknown): string | undefined {
  const query = new GraphQLObjectType({ name: 'Query', fields: { found: { type, resolve: () => found } } });
  const result = executeSync({ schema: new GraphQLSchema({ query }), document: parse('{ found }') });
  return result.errors ? undefined : JSON.stringify(result.data?.['found']);
}

function written(type: GraphQLLeafType, found: unknown): string | undefined {
  try {
    return leafWriter(type)(found);
  } catch {
    return undefined;
  }
}

it.each(types.map((type) => ({ type, name: type.name })))('writes nothing else for $name', ({ type }) => {
  fc.assert(
    fc.property(
      value.filter((found) => found !== null),
      (found) => {
        const text = written(type, found);
        if (text !== undefined) expect(text).toBe(byGraphql(type, found));
      },
    ),
    { numRuns: 500 },
  );
});

it('writes what is stored as it is shown', () => {
  const [boolean, float, id, int, string, colour] = types.map(leafWriter);
  expect([
    boolean?.(false),
    float?.(0.1),
    float?.(-0),
    id?.('a'),
    int?.(-(2 ** 31)),
    string?.('é"\n'),
  ]).toEqual(['false', '0.1', '0', '"a"', '-2147483648', '"é\\"\\n"']);
  expect([colour?.('RED'), colour?.(7)]).toEqual(['"RED"', '"GREEN"']);
});

it.each([
  ['Int', 2 ** 31],
  ['Int', 1.5],
  ['Int', '1'],
  ['Float', NaN],
  ['Float', '1'],
  ['ID', 1],
  ['String', 1],
  ['Boolean', 1],
  ['Colour', 'GREEN'],
  ['AsText', new Error('no text')],
  ['AsItIs', {}],
  ['Never', 1],
])('leaves to graphql-js, of %s, %s', (name, found) => {
  const type = types.find((one) => one.name === name);
  expect(() => type && leafWriter(type)(found)).toThrow(UNWRITABLE);
});
