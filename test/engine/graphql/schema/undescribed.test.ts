// Parts of a schema without a description: all are found, with the place where their author says one.
import {
  getIntrospectionQuery,
  graphqlSync,
  type GraphQLSchema,
  type IntrospectionQuery,
  type IntrospectionType,
} from 'graphql';
import { expect, it } from 'vitest';
import { tasks } from '../../../../examples/minimal/tasks.ts';
import { modules } from '../../../../src/app/modules.ts';
import type { Module } from '../../../../src/engine/definitions/module.ts';
import { defineSystem } from '../../../../src/engine/definitions/define-system.ts';
import { buildSchema } from '../../../../src/engine/graphql/schema/build-schema.ts';
import { undescribed } from '../../../../src/engine/graphql/schema/undescribed.ts';
import { bareModule } from '../../../support/bare-domain.ts';
import { parcelModule, personModule } from '../../../support/parcel-domain.ts';

function found(of: readonly Module[]) {
  const system = defineSystem('test', of);
  const schema = buildSchema(system);
  return { schema, missing: undescribed(system, schema) };
}

interface Said {
  readonly name: string;
  readonly description?: string | null | undefined;
  readonly args?: readonly Said[];
}

const partsOf = (type: IntrospectionType): readonly Said[] => {
  if (type.kind === 'ENUM') return type.enumValues;
  if (type.kind === 'INPUT_OBJECT') return type.inputFields;
  return type.kind === 'OBJECT' || type.kind === 'INTERFACE' ? type.fields : [];
};

/** As a client sees it. */
function withoutDescription(schema: GraphQLSchema): readonly string[] {
  const source = getIntrospectionQuery({ inputValueDeprecation: true });
  const { __schema } = graphqlSync({ schema, source }).data as unknown as IntrospectionQuery;
  const types = __schema.types.filter(({ name }) => !name.startsWith('__'));
  return types.flatMap((type) => [
    ...(type.description ? [] : [type.name]),
    ...partsOf(type).flatMap(({ name, description, args = [] }) => [
      ...(description ? [] : [`${type.name}.${name}`]),
      ...args.flatMap((one) => (one.description ? [] : [`${type.name}.${name}(${one.name}:)`])),
    ]),
  ]);
}

it.each([
  ['of the shop', modules],
  ['of the minimal example', [tasks]],
])('is nothing %s', (_what, of) => {
  const { schema, missing } = found(of);
  expect(missing).toEqual([]);
  expect(withoutDescription(schema)).toEqual([]);
});

it('is everything that a client sees without one', () => {
  for (const of of [[bareModule], [parcelModule, personModule]]) {
    const { schema, missing } = found(of);
    const parts = missing.flatMap((one) => one.parts);
    expect(parts.length).toBeGreaterThan(10);
    expect(parts.toSorted()).toEqual(withoutDescription(schema).toSorted());
  }
});

it('is told by the definition that would say it', () => {
  const places = Object.fromEntries(
    found([bareModule]).missing.map(({ parts, sayIn }) => [parts.join(' '), sayIn]),
  );
  expect(places).toEqual({
    'Mutation.fillBox': 'command fillBox: `description` beside its `input`',
    'FillBoxInput.size': 'command fillBox: `.meta({ description })` on `size` of its `input`',
    'FillBoxInput.lid': 'command fillBox: `.meta({ description })` on `lid` of its `input`',
    LidInput:
      'the z.object of LidInput: `.meta({ description })` on it, beside `graphql` if it is named there',
    'LidInput.shut': 'the z.object of LidInput: `.meta({ description })` on `shut`',
    BoxSize: "enumeration('BoxSize', { … }, { description })",
    'BoxSize.BIG': "enumeration('BoxSize', { BIG: '…' })",
    'CommandErrorCode.BOX_FULL BoxFull': "defineRefusal('BoxFull', { … }, { description, message })",
    'BoxFull.most': "defineRefusal('BoxFull'): `.meta({ description })` on `most`",
    Box: "defineDocument('Box', { … }, { description })",
    'Box.size BoxPlace.size': "defineDocument('Box'): `.meta({ description })` on `size`",
    'Box.weight BoxPlace.weight': "defineDocument('Box'): `.meta({ description })` on `weight`",
    'Box.owner BoxPlace.owner':
      "defineDocument('Box'): `{ description }` in the embed of `owner`, or `.meta({ description })` in its reference",
    'Query.boxes': "defineQuery('boxes'): `description`",
    'Query.boxes(size:)': "defineQuery('boxes'): `.meta({ description })` on `size` of its `args`",
    Boxes: 'the z.object of Boxes: `.meta({ description })` on it, beside `graphql` if it is named there',
    'Boxes.count': 'the z.object of Boxes: `.meta({ description })` on `count`',
  });
});
