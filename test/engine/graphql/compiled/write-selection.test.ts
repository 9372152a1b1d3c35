// Selections as JSON text, over a schema of its own: as graphql-js answers them, or not at all.
import {
  executeSync,
  GraphQLEnumType,
  GraphQLInt,
  GraphQLInterfaceType,
  GraphQLList,
  GraphQLNonNull,
  GraphQLObjectType,
  GraphQLSchema,
  GraphQLString,
  Kind,
  parse,
  type FieldNode,
  type FragmentDefinitionNode,
} from 'graphql';
import { describe, expect, it } from 'vitest';
import { renderedTexts } from '../../../../src/engine/graphql/compiled/rendered-texts.ts';
import { writerOf } from '../../../../src/engine/graphql/compiled/write-selection.ts';
import { UNWRITABLE } from '../../../../src/engine/graphql/compiled/writer.ts';

const fromSource = { extensions: { followsFromSource: true } };
const document = new GraphQLInterfaceType({
  name: 'Document',
  fields: { id: { type: new GraphQLNonNull(GraphQLString) } },
});
const size = new GraphQLEnumType({ name: 'Size', values: { SMALL: {}, LARGE: {} } });
const bulb = new GraphQLObjectType({
  name: 'Bulb',
  fields: {
    watts: { type: new GraphQLNonNull(GraphQLInt), ...fromSource },
    size: { type: size, ...fromSource },
  },
});
const lamp: GraphQLObjectType = new GraphQLObjectType({
  name: 'Lamp',
  interfaces: [document],
  fields: () => ({
    id: { type: new GraphQLNonNull(GraphQLString), ...fromSource },
    name: { type: GraphQLString, extensions: { pothosExposedField: 'title' }, resolve: ({ title }) => title },
    bulb: { type: bulb, ...fromSource },
    bulbs: { type: new GraphQLList(new GraphQLNonNull(bulb)), ...fromSource },
    loud: { type: GraphQLString, ...fromSource, resolve: ({ title }) => title.toUpperCase() },
    asked: { type: GraphQLString, args: { by: { type: GraphQLInt } }, ...fromSource },
    elsewhere: { type: GraphQLString, resolve: () => Promise.resolve('elsewhere') },
    other: { type: document, ...fromSource },
  }),
});

function compile(source: string, conditions: Readonly<Record<string, unknown>> = {}, bytes = 100_000) {
  const query = new GraphQLObjectType({
    name: 'Query',
    fields: { lamp: { type: lamp, resolve: (root: unknown) => root } },
  });
  const schema = new GraphQLSchema({ query });
  const ast = parse(source);
  const fragments: Record<string, FragmentDefinitionNode> = {};
  let nodes: readonly FieldNode[] = [];
  for (const node of ast.definitions) {
    if (node.kind === Kind.FRAGMENT_DEFINITION) fragments[node.name.value] = node;
    else if (node.kind === Kind.OPERATION_DEFINITION) {
      nodes = node.selectionSet.selections.flatMap((each) => (each.kind === Kind.FIELD ? [each] : []));
    }
  }
  let fields = 0;
  let keys = 0;
  const compiling = {
    ...{ schema, fragments, conditions, rendered: renderedTexts(bytes) },
    nextKey: () => `${(keys += 1)}/`,
    addField: () => {
      fields += 1;
    },
  };
  const write = writerOf(compiling, lamp, nodes);
  const executed = (found: unknown): string | undefined => {
    const result = executeSync({ schema, document: ast, rootValue: found, variableValues: conditions });
    return result.errors ? undefined : JSON.stringify(result.data?.['lamp']);
  };
  return { write, executed, fields: () => fields };
}

const found = {
  id: 'a',
  title: 'Desk "lamp"',
  bulb: { watts: 7, size: 'SMALL' },
  bulbs: [{ watts: 1 }, { watts: 2 }],
};

describe('what follows from its source', () => {
  it.each([
    '{ lamp { id name loud bulb { watts size } bulbs { size watts } __typename } }',
    '{ lamp { a: id b: id __proto__: id constructor: name } }',
    '{ lamp { bulb { watts } id bulb { size w: watts } } lamp { name bulb { __typename } } }',
    '{ lamp { ...F ... on Document { id } ... { loud } } } fragment F on Lamp { bulb { ...B } ...G } fragment B on Bulb { watts } fragment G on Document { ... on Lamp { name } }',
    '{ lamp { id @skip(if: true) name @include(if: false) loud @skip(if: false) @include(if: true) } }',
    '{ lamp { id @skip(if: $yes) name @include(if: $yes) ...F @include(if: $no) } } fragment F on Lamp { loud }',
    '{ lamp { bulb { watts @skip(if: true) } bulbs { watts @skip(if: true) } } }',
  ])('is written as graphql-js answers it: %s', (source) => {
    const text = `query ($yes: Boolean = true, $no: Boolean = false) ${source}`;
    const { write, executed } = compile(text, { yes: true, no: false });
    for (const value of [
      found,
      { id: 'b', title: 'x' },
      { id: 'c', title: 'y', bulbs: [] },
      null,
      undefined,
    ]) {
      expect(write?.(value)).toBe(executed(value));
    }
  });

  it('is counted', () => {
    expect(compile('{ lamp { id bulb { watts size } } }').fields()).toBe(4);
  });
});

it.each([
  ['that takes arguments', '{ lamp { asked } }'],
  ['that needs more than its source', '{ lamp { elsewhere } }'],
  ['of an interface', '{ lamp { other { id } } }'],
])('a field %s is not compiled', (_what, source) => {
  expect(compile(source).write).toBeUndefined();
});

it.each([
  ['a value that is missing', { ...found, id: undefined }],
  ['a null that must be none', { ...found, bulbs: [null] }],
  ['a missing value further down', { ...found, bulb: {} }],
  ['a value of another type', { ...found, bulb: { watts: '7' } }],
  ['an unknown name', { ...found, bulb: { watts: 7, size: 'HUGE' } }],
  ['a list that is none', { ...found, bulbs: {} }],
  ['an object that is a list', { ...found, bulb: [] }],
  ['an object that is a text', { ...found, bulb: 'bulb' }],
  ['an error', { ...found, bulb: Object.assign(new Error('no bulb'), { watts: 7 }) }],
  ['an error instead of all', Object.assign(new Error('no lamp'), found)],
])('%s is left to graphql-js', (_what, value) => {
  const { write } = compile('{ lamp { id bulb { watts size } bulbs { watts } } }');
  expect(() => write?.(value)).toThrow(UNWRITABLE);
});

it('lets through what a field throws', () => {
  expect(() => compile('{ lamp { loud } }').write?.({ id: 'a' })).toThrow(TypeError);
});

describe('a stored document', () => {
  const stored = (text: string, title: string) => ({ ...found, title, stored: text });

  it('is written once for each of its texts', () => {
    const { write } = compile('{ lamp { name } }');
    expect(write?.(stored('1', 'first'))).toBe('{"name":"first"}');
    expect(write?.(stored('1', 'not looked at'))).toBe('{"name":"first"}');
    expect(write?.(stored('2', 'second'))).toBe('{"name":"second"}');
  });

  it('is another one by another id', () => {
    const { write } = compile('{ lamp { name } }');
    write?.(stored('1', 'first'));
    expect(write?.({ ...stored('1', 'other'), id: 'b' })).toBe('{"name":"other"}');
  });

  it('is written anew where nothing says what it was read from', () => {
    const { write } = compile('{ lamp { name } }');
    write?.(stored('1', 'first'));
    expect(write?.({ ...found, title: 'other' })).toBe('{"name":"other"}');
  });

  it('is not remembered if it could not be written', () => {
    const { write } = compile('{ lamp { bulb { watts } } }');
    expect(() => write?.({ ...found, bulb: {}, stored: '1' })).toThrow(UNWRITABLE);
    expect(write?.({ ...found, stored: '1' })).toBe('{"bulb":{"watts":7}}');
  });
});
