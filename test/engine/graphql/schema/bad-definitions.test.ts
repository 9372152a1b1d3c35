// Definitions that GraphQL can't show: refused when the schema is built, with the place named for its author.
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { defineCommands, type CommandsDefinition } from '../../../../src/engine/definitions/commands.ts';
import { defineDecider } from '../../../../src/engine/definitions/decider.ts';
import { defineEvents, event } from '../../../../src/engine/definitions/events.ts';
import { defineModule, type GraphqlAuthor } from '../../../../src/engine/definitions/module.ts';
import { defineProjection } from '../../../../src/engine/definitions/projection.ts';
import { defineRefusal } from '../../../../src/engine/definitions/refusals.ts';
import { defineScalar } from '../../../../src/engine/definitions/scalar.ts';
import { defineDocument, type Fields } from '../../../../src/engine/shapes/document/declare.ts';
import { defineSearch } from '../../../../src/engine/shapes/search/declare.ts';
import { buildSchema } from '../../../../src/engine/graphql/schema/build-schema.ts';
import { defineSystem } from '../../../../src/engine/definitions/define-system.ts';
import {
  ParcelCommands,
  parcelProjection,
  personCardProjection,
  personModule,
} from '../../../support/parcel-domain.ts';

const BoxEvents = defineEvents('box', { BoxMade: event<{ name: string }>() });

const evolve = { BoxMade: (): 0 => 0 };

function schemaOfDocument(fields: Fields) {
  const projection = defineProjection('box', {
    document: defineDocument('Box', fields),
    from: [BoxEvents],
    create: { BoxMade: () => ({}) },
    update: {},
  });
  return buildSchema(
    defineSystem('test', [
      defineModule('boxes', {
        events: [BoxEvents],
        graphql: (g) => g.document(projection),
      }),
    ]),
  );
}

function schemaOfCommands(commands: CommandsDefinition) {
  return buildSchema(
    defineSystem('test', [
      personModule,
      defineModule('boxes', {
        events: [BoxEvents],
        deciders: [defineDecider({ commands, events: BoxEvents, initialState: 0, decide: {}, evolve })],
        graphql: (g) => g.mutations(commands, { shows: personCardProjection }),
      }),
    ]),
  );
}

const refused = (message: string) => expect.objectContaining({ code: 'BAD_DEFINITION', message });

describe('a document', () => {
  it.each([
    ['a record', { labels: z.record(z.string(), z.string()) }, 'Box.labels: GraphQL has no type for record.'],
    ['a union', { size: z.union([z.string(), z.int()]) }, 'Box.size: GraphQL has no type for union.'],
    ['a date', { lid: z.object({ shut: z.date() }) }, 'Box.lid.shut: GraphQL has no type for date.'],
    [
      'an unknown scalar',
      { size: z.string().meta({ graphql: 'Size' }) },
      'Box.size: GraphQL has no type for Size.',
    ],
    ['a field of the engine', { version: z.int() }, "Box.version is the engine's: every document has it."],
  ])('with %s', (_what, fields, message) => {
    expect(() => schemaOfDocument(fields)).toThrow(refused(message));
  });

  it('with two types of one name', () => {
    const lid = z.object({ a: z.string() }).meta({ graphql: 'Lid' });
    const other = z.object({ b: z.string() }).meta({ graphql: 'Lid' });
    expect(() => schemaOfDocument({ lid, other })).toThrow(refused('Two different types are named Lid.'));
  });

  it.each<[string, string, (colour: z.ZodString) => Fields, string]>([
    [
      'another scalar',
      'Colour',
      (colour) => ({ colour, other: defineScalar('Colour', { description: 'Hue.', value: z.string() }) }),
      'Two scalars are named Colour: share one definition, or rename one.',
    ],
    [
      'a scalar of the engine',
      'DateTime',
      (at) => ({ at }),
      "Scalar DateTime is the engine's: name yours otherwise.",
    ],
    ['a document', 'Box', (box) => ({ box }), 'Two types are named Box: rename one.'],
    [
      'an object after it',
      'Lid',
      (lid) => ({ lid, other: z.object({ a: z.string() }).meta({ graphql: 'Lid' }) }),
      'Two types are named Lid: rename one.',
    ],
    [
      'an enum before it',
      'Side',
      (side) => ({ other: z.enum(['UP']).meta({ graphql: 'Side' }), side }),
      'Two types are named Side: rename one.',
    ],
  ])('with a scalar that has the name of %s', (_what, name, fieldsOf, message) => {
    const scalar = defineScalar(name, { description: 'A colour.', value: z.string() });
    expect(() => schemaOfDocument(fieldsOf(scalar))).toThrow(refused(message));
  });

  it('with an enum GraphQL style guides would not take', () => {
    const status = z.enum(['open', 'shut']);
    expect(() => schemaOfDocument({ status })).toThrow(
      refused('BoxStatus: "open" is not in SCREAMING_SNAKE_CASE.'),
    );
  });
});

describe('commands', () => {
  const input = z.object({ boxId: z.string() });

  it('with two refusals of one name', () => {
    const one = defineRefusal('BoxShut', {}, () => 'It is shut.');
    const two = defineRefusal('BoxShut', { why: z.string() }, () => 'It is shut.');
    const commands = defineCommands('box', {
      openBox: { changes: 'boxId', input, refuses: [one] },
      shutBox: { changes: 'boxId', input, refuses: [two] },
    });
    expect(() => schemaOfCommands(commands)).toThrow(refused('Two refusals are named BoxShut.'));
  });

  it('with an input field of the engine', () => {
    const commands = defineCommands('box', {
      openBox: { changes: 'boxId', input: input.extend({ commandId: z.string() }) },
    });
    expect(() => schemaOfCommands(commands)).toThrow(
      refused("OpenBox.commandId is the engine's: declare it no more."),
    );
  });
});

describe('a search', () => {
  const boxProjection = defineProjection('box', {
    document: defineDocument('Box', {
      name: z.string(),
      first: z.string(),
      minSize: z.string(),
      size: z.int(),
    }),
    from: [BoxEvents],
    create: { BoxMade: ({ data: { name } }) => ({ name, first: name, minSize: name, size: 1 }) },
    update: {},
  });
  const range = {
    name: 'size',
    number: 'size',
    input: z.int(),
    end: (number: number) => ({ number }),
  } as const;

  function schemaOfSearch(equal: readonly ('name' | 'first' | 'minSize')[]) {
    const search = defineSearch('boxSearch', boxProjection, {
      ...{ search: 'searchBoxes', text: {}, equal, range },
    });
    const boxes = defineModule('boxes', {
      events: [BoxEvents],
      graphql: (g) => g.search(search),
    });
    return buildSchema(defineSystem('test', [boxes]));
  }

  it('with an argument of the engine', () => {
    expect(() => schemaOfSearch(['first'])).toThrow(
      refused('Search searchBoxes has two arguments first: name the field or the range otherwise.'),
    );
  });

  it('with a field that has the name of an end of its range', () => {
    expect(() => schemaOfSearch(['minSize'])).toThrow(
      refused('Search searchBoxes has two arguments minSize: name the field or the range otherwise.'),
    );
  });

  it('whose arguments are its own is shown, the ends of the range as its author writes them', () => {
    const args = schemaOfSearch(['name']).getQueryType()?.getFields()['searchBoxes']?.args ?? [];
    expect(args.map(({ name, type }) => `${name}: ${String(type)}`)).toEqual(
      expect.arrayContaining(['name: String', 'minSize: Int', 'maxSize: Int']),
    );
  });
});

describe('modules', () => {
  it('that show a name twice', () => {
    const again = defineModule('again', { graphql: personModule.graphql });
    expect(() => buildSchema(defineSystem('test', [personModule, again]))).toThrow(
      refused('The query personCard is shown twice.'),
    );
  });

  it.each<[string, (g: GraphqlAuthor) => void, string]>([
    [
      'commands without a decider',
      (g) => g.mutations(ParcelCommands, { shows: personCardProjection }),
      'Command sendParcel is shown, but nobody decides it: add its decider to `deciders` of its module.',
    ],
    [
      'a projection that was taken out of them',
      (g) => g.document(parcelProjection),
      'Projection parcel is shown, but nobody keeps it: add it to `projections` of its module.',
    ],
    [
      'lists where there are none',
      (g) => g.lists(personCardProjection),
      'g.lists shows projection personCard, which has no lists.',
    ],
    [
      'a search where there is none',
      (g) => g.search(personCardProjection),
      'g.search shows projection personCard, which is no search: see defineSearch.',
    ],
  ])('that show %s', (_what, graphql, message) => {
    const showing = { ...personModule, graphql };
    expect(() => buildSchema(defineSystem('test', [showing]))).toThrow(refused(message));
  });

  it('that show nothing', () => {
    expect(() => buildSchema(defineSystem('test', []))).toThrow(
      refused('No module shows a document, so there is nothing to query.'),
    );
  });
});
