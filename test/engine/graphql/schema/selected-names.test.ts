import { buildSchema, graphqlSync } from 'graphql';
import { describe, expect, it } from 'vitest';
import { selectedNames } from '../../../../src/engine/graphql/schema/selected-names.ts';

const schema = buildSchema(`
  type Query { box: Box }
  type Box { size: Int, lid: Lid, label(text: String): String }
  type Lid { size: Int, colour: String, box: Box }`);

function namesIn(source: string, variableValues: Record<string, unknown> = {}): readonly string[] {
  let names: readonly string[] = [];
  const box = (_args: object, _context: unknown, info: Parameters<typeof selectedNames>[0]) => {
    names = [...selectedNames(info)].toSorted();
    return null;
  };
  const { errors } = graphqlSync({ schema, source, rootValue: { box }, variableValues });
  expect(errors).toBeUndefined();
  return names;
}

describe('the names that are selected below a query', () => {
  it.each([
    ['at any depth', '{ box { size lid { colour } } }', ['colour', 'lid', 'size']],
    ['by their own names', '{ box { size: label(text: "x") } }', ['label']],
    ['in fragments', '{ box { ...B } } fragment B on Box { lid { ... on Lid { size } } }', ['lid', 'size']],
    [
      'in a fragment that is spread twice',
      '{ box { ...B lid { box { ...B } } } } fragment B on Box { size }',
      ['box', 'lid', 'size'],
    ],
    ['by fields of one name together', '{ box { size } box { lid { colour } } }', ['colour', 'lid', 'size']],
    ['but not beside it', '{ box { size } other: box { lid { colour } } }', ['colour', 'lid']],
  ])('are found %s', (_where, source, names) => {
    expect(namesIn(source)).toEqual(names);
  });

  it('leave out what is skipped', () => {
    const source = `query ($all: Boolean!) { box {
      size ...B @include(if: $all) lid @skip(if: true) { colour } ... @include(if: $all) { label } } }
      fragment B on Box { lid { size } }`;
    expect(namesIn(source, { all: false })).toEqual(['size']);
    expect(namesIn(source, { all: true })).toEqual(['label', 'lid', 'size']);
  });
});
