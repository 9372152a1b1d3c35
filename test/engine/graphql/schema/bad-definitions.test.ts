// What GraphQL can't show is refused when the schema is built, with the place named for its author.
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import {
  defineCommands,
  defineDocument,
  defineEvents,
  defineModule,
  defineProjection,
  defineRefusal,
  event,
  type CommandsDefinition,
  type Fields,
} from '../../../../src/engine/definitions/index.ts';
import { buildSchema } from '../../../../src/engine/graphql/schema/build-schema.ts';
import { personCardProjection, personModule } from '../../../support/parcel-domain.ts';

const BoxEvents = defineEvents('box', { BoxMade: event<{ name: string }>() });

function schemaOfDocument(fields: Fields) {
  const projection = defineProjection({
    name: 'box',
    document: defineDocument('Box', fields),
    from: [BoxEvents],
    create: { BoxMade: () => ({}) },
    update: {},
  });
  return buildSchema({
    modules: [
      defineModule({
        name: 'boxes',
        events: [],
        deciders: [],
        projections: [],
        graphql: (g) => g.document(projection),
      }),
    ],
  });
}

function schemaOfCommands(commands: CommandsDefinition) {
  return buildSchema({
    modules: [
      personModule,
      defineModule({
        name: 'boxes',
        events: [],
        deciders: [],
        projections: [],
        graphql: (g) => g.mutations(commands, { shows: personCardProjection }),
      }),
    ],
  });
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

describe('modules', () => {
  it('that show a name twice', () => {
    const again = defineModule({
      ...{ name: 'again', events: [], deciders: [], projections: [] },
      graphql: personModule.graphql,
    });
    expect(() => buildSchema({ modules: [personModule, again] })).toThrow(
      refused('The query personCard is shown twice.'),
    );
  });

  it('that show nothing', () => {
    expect(() => buildSchema({ modules: [] })).toThrow(
      refused('No module shows a document, so there is nothing to query.'),
    );
  });
});
