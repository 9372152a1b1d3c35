// Scalars of authors: what has to be said of one, and how its values go in and come out.
import { printType, type GraphQLSchema } from 'graphql';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import {
  defineCommands,
  defineDecider,
  defineDocument,
  defineEvents,
  defineModule,
  defineProjection,
  defineScalar,
  defineSystem,
  event,
} from '#engine';
import { inMemory } from '#engine/testing';
import { buildSchema } from '../../../src/engine/graphql/schema/build-schema.ts';

const Colour = defineScalar('Colour', {
  description: 'A colour of the web: `#a0b1c2`.',
  value: z.string().regex(/^#[0-9a-f]{6}$/, 'must be a colour, such as #a0b1c2'),
});
const Percent = defineScalar('Percent', {
  description: 'A share of a hundred.',
  value: z.number().min(0).max(100),
});
const Digits = defineScalar('Digits', {
  description: 'A number as text.',
  value: z.string(),
  takesDigits: true,
});

interface Painted {
  readonly colour: string;
  readonly covers: number | null;
  readonly litres: string;
}
const WallEvents = defineEvents('wall', { WallPainted: event<Painted>() });
const input = z.object({
  wallId: z.string(),
  colour: Colour.describe('What it is painted in.'),
  covers: Percent.nullable(),
  litres: Digits.transform((text) => `${text} l`),
});
const WallCommands = defineCommands('wall', {
  paintWall: { creates: 'wallId', input, emits: ['WallPainted'] },
});
const wallProjection = defineProjection('wall', {
  document: defineDocument('Wall', { colour: Colour, covers: Percent.nullable(), litres: Digits }),
  from: [WallEvents],
  create: { WallPainted: ({ data: { colour, covers, litres } }) => ({ colour, covers, litres }) },
  update: {},
});
const walls = defineModule('walls', {
  events: [WallEvents],
  deciders: [
    defineDecider({
      commands: WallCommands,
      events: WallEvents,
      initialState: 0,
      decide: {
        paintWall: (_wall, { colour, covers, litres }) => WallEvents.WallPainted({ colour, covers, litres }),
      },
      evolve: { WallPainted: () => 0 },
    }),
  ],
  graphql: (g) => {
    g.mutations(WallCommands, { shows: wallProjection });
    g.document(wallProjection);
  },
});

describe('a scalar', () => {
  const schema = buildSchema(defineSystem('walls', [walls]));

  test('is in the schema under its name with its description, in what goes in and what comes out', () => {
    expect(typeText(schema, 'Colour')).toBe('"""A colour of the web: `#a0b1c2`."""\nscalar Colour');
    expect(typeText(schema, 'Wall')).toContain('  colour: Colour!\n  covers: Percent\n  litres: Digits!');
    expect(typeText(schema, 'PaintWallInput')).toContain('"""What it is painted in."""\n  colour: Colour!');
    expect(typeText(schema, 'PaintWallInput')).toContain('litres: Digits!');
  });

  test('that nothing shows is not there', () => {
    expect(schema.getType('Decimal')).toBeUndefined();
  });

  test('is checked by its zod type, which answers with a typed refusal', async () => {
    const { data } = await paint('colour: "red", covers: 101, litres: "1"');
    expect(data).toMatchObject({
      paintWall: {
        issues: [
          { path: 'colour', message: 'must be a colour, such as #a0b1c2' },
          { path: 'covers', message: 'must be at most 100' },
        ],
      },
    });
  });

  test('that is a number takes any number, and one that is a text the digits of a literal if it says so', async () => {
    const { data } = await paint('colour: "#a0b1c2", covers: 12.5, litres: 2.50');
    expect(data).toMatchObject({
      paintWall: { wall: { colour: '#a0b1c2', covers: 12.5, litres: '2.50 l' } },
    });
  });

  test.each([
    ['colour: 7, covers: 1, litres: "1"', 'Colour is written as a string.'],
    ['colour: "#a0b1c2", covers: "1", litres: "1"', 'Percent is written as a number.'],
    ['colour: "#a0b1c2", covers: 1, litres: true', 'Digits is written as a string.'],
  ])('is not taken from another kind of value: %s', async (fields, message) => {
    const { errors } = await paint(fields);
    expect(errors?.[0]?.message).toContain(message);
  });

  test('of a variable is what JSON has', async () => {
    const source = 'mutation ($in: PaintWallInput!) { paintWall(input: $in) { __typename } }';
    const memory = await inMemory({ modules: [walls] });
    const run = (covers: unknown, litres: unknown) =>
      memory.execute(source, { variables: { in: { colour: '#a0b1c2', covers, litres } } });
    expect((await run(1.5, '3')).data).toEqual({ paintWall: { __typename: 'PaintWallPayload' } });
    expect((await run(1.5, 3)).errors?.[0]?.message).toContain('Digits is written as a string.');
    expect((await run('1.5', '3')).errors?.[0]?.message).toContain('Percent is written as a number.');
  });
});

describe('a bad definition', () => {
  const value = z.string();
  test.each([
    ['post-code', { description: 'x', value }, 'Scalar post-code: a name in GraphQL has letters and digits'],
    ['__Secret', { description: 'x', value }, 'Scalar __Secret: a name in GraphQL has letters and digits'],
    ['Colour', { description: ' ', value }, 'Scalar Colour has no description: say what a value looks like.'],
    ['Colour', { description: 'x', value: z.any() }, 'Scalar Colour: its value is made of z.string() or of'],
    [
      'Colour',
      { description: 'x', value: value.nullable() },
      'Scalar Colour: its value is made of z.string()',
    ],
    [
      'Share',
      { description: 'x', value: z.number(), takesDigits: true },
      'Scalar Share is a number: leave out',
    ],
  ])('of %s is refused with what to do: %j', (name, spec, message) => {
    const loose: (name: string, spec: never) => unknown = defineScalar;
    expect(() => loose(name, spec as never)).toThrow(
      expect.objectContaining({ code: 'BAD_DEFINITION', message: expect.stringContaining(message) }),
    );
  });
});

function typeText(schema: GraphQLSchema, name: string): string {
  return printType(schema.getType(name) ?? expect.fail(`There is no type ${name}.`));
}

async function paint(fields: string) {
  const memory = await inMemory({ modules: [walls] });
  return memory.execute(
    `mutation { paintWall(input: { ${fields} }) {
      ... on PaintWallPayload { wall { colour covers litres } }
      ... on ValidationFailed { issues { path message } } } }`,
  );
}
