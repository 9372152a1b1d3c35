// Descriptions in the schema: authors' texts where they belong, the engine's beside them, and what is deprecated.
import {
  assertEnumType,
  assertInputObjectType,
  assertObjectType,
  assertValidSchema,
  type GraphQLSchema,
} from 'graphql';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { defineCommands, type CommandSpec } from '../../../../src/engine/definitions/commands.ts';
import { defineDecider } from '../../../../src/engine/definitions/decider.ts';
import { deprecated } from '../../../../src/engine/definitions/described.ts';
import { defineEvents, event } from '../../../../src/engine/definitions/events.ts';
import { defineModule } from '../../../../src/engine/definitions/module.ts';
import { defineProjection } from '../../../../src/engine/definitions/projection.ts';
import { defineReference } from '../../../../src/engine/definitions/reference.ts';
import { defineRefusal } from '../../../../src/engine/definitions/refusals.ts';
import { dateTime, enumeration, hidden, id } from '../../../../src/engine/definitions/values.ts';
import { defineDocument, embed } from '../../../../src/engine/shapes/document/declare.ts';
import { defineQuery } from '../../../../src/engine/shapes/query/declare.ts';
import { defineSearch } from '../../../../src/engine/shapes/search/declare.ts';
import { defineSystem } from '../../../../src/engine/definitions/define-system.ts';
import { buildSchema } from '../../../../src/engine/graphql/schema/build-schema.ts';

const LampEvents = defineEvents('lamp', { LampHung: event<{ roomId: string }>() });
const State = enumeration(
  'LampState',
  { ON: 'It gives light.', OFF: { description: 'It gives none.' }, DIM: { deprecated: 'Use ON.' } },
  { description: 'What a lamp does.' },
);
const LampGone = defineRefusal(
  'LampGone',
  { since: dateTime().meta({ description: 'When it was taken down.' }) },
  { description: 'There is only the hook.', message: () => 'It is gone.' },
);
const room = defineReference('room', {
  from: LampEvents,
  value: z
    .object({ name: z.string().meta({ description: 'Its name.' }) })
    .meta({ graphql: 'Room', description: 'Where it hangs.' }),
  create: { LampHung: () => ({ name: '' }) },
  update: {},
});

const hang: CommandSpec = {
  description: 'Hangs a lamp.',
  creates: 'lampId',
  input: z
    .object({
      lampId: id().meta({ description: 'Of the lamp.' }),
      state: State.meta({ description: 'At first.' }),
      shade: z.object({ colour: z.string() }).meta({ description: 'What is around it.' }),
      watts: deprecated(z.int().optional().meta({ description: 'In watts.' }), 'Leave it out.'),
    })
    .meta({ description: 'A lamp, new.' }),
  refuses: [LampGone],
};
const switchOff: CommandSpec = {
  description: 'Switches a lamp off.',
  deprecated: 'Use dimLamp.',
  changes: 'lampId',
  input: z.object({ lampId: id() }),
};
const keep: CommandSpec = {
  createsOrChanges: 'lampId',
  input: z.object({ lampId: id() }).meta({ description: 'Keeps a lamp.' }),
};

const lamp = defineProjection('lamp', {
  document: defineDocument(
    'Lamp',
    {
      roomId: id(),
      room: embed(room, 'roomId'),
      roomName: embed(room, 'roomId', 'name'),
      wall: embed(room, 'roomId', { pick: 'name', description: 'Which wall.', deprecated: 'Use room.' }),
      state: deprecated(State, 'Use isOn.').meta({ description: 'Now.' }),
      maker: hidden(deprecated(z.string(), 'There is one.')),
      bulbs: z
        .array(z.object({ watts: z.int() }).meta({ description: 'One light.' }))
        .meta({ description: 'All of them.' }),
      hungAt: dateTime().nullable().meta({ description: 'Null if it lies about.' }),
    },
    { description: 'A lamp in a room.' },
  ),
  from: [LampEvents],
  lists: {
    lamps: {
      by: ['roomId'],
      filters: ['maker', 'state'],
      newest: 'hungAt',
      description: 'What hangs there.',
    },
    oldLamps: { oldest: 'hungAt', deprecated: 'Use lamps.' },
  },
  create: {
    LampHung: ({ data: { roomId } }) => ({ roomId, state: 'ON', maker: '', bulbs: [], hungAt: null }),
  },
  update: {},
});
const lampSearch = defineSearch('lampSearch', lamp, {
  ...{ search: 'findLamps', text: {}, equal: ['maker', 'state'] },
  ...{ description: 'Lamps by maker.', deprecated: 'Look around.' },
});
const lights = defineQuery('lights', {
  description: 'How bright it is.',
  over: lamp,
  args: z.object({
    roomId: id().meta({ description: 'Which room.' }),
    at: deprecated(dateTime().optional().meta({ description: 'When.' }), 'It is always now.'),
  }),
  result: z
    .object({ lumen: z.int().meta({ description: 'In lumen.' }) })
    .meta({ graphql: 'Light', description: 'Light.' }),
  ids: ({ roomId }) => [roomId],
  answer: () => ({ lumen: 0 }),
});

function schemaWith(specs: Readonly<Record<string, CommandSpec>>): GraphQLSchema {
  const commands = defineCommands('lamp', specs);
  const decide = Object.fromEntries(Object.keys(specs).map((name) => [name, () => []]));
  const evolve = { LampHung: (): 0 => 0 };
  return buildSchema(
    defineSystem('test', [
      defineModule('lamps', {
        events: [LampEvents],
        deciders: [defineDecider({ commands, events: LampEvents, initialState: 0, decide, evolve })],
        graphql: (g) => {
          g.mutations(commands, { shows: lamp });
          g.document(lamp);
          g.lists(lamp);
          g.search(lampSearch);
          g.query(lights);
        },
      }),
    ]),
  );
}

const schema = schemaWith({ hang, switchOff, keep });
const typeText = (name: string) => schema.getType(name)?.description;
const field = (type: string, name: string) => assertObjectType(schema.getType(type)).getFields()[name];
const input = (type: string, name: string) => assertInputObjectType(schema.getType(type)).getFields()[name];
const argument = (query: string, name: string) =>
  field('Query', query)?.args.find((one) => one.name === name);

describe('what authors say', () => {
  it('of a command is the mutation’s, and what its zod object says the input’s', () => {
    expect(field('Mutation', 'hang')?.description).toBe('Hangs a lamp.');
    expect(typeText('HangInput')).toMatch(/^A lamp, new\. What `hang` takes\./);
    expect(field('Mutation', 'keep')?.description).toBe('Keeps a lamp.');
    expect(typeText('KeepInput')).toMatch(/^What `keep` takes\./);
  });

  it('of an id stands before what the engine knows of it', () => {
    expect(input('HangInput', 'lampId')?.description).toBe(
      'Of the lamp. Chosen by you, or made (a UUID) if omitted.',
    );
    expect(input('SwitchOffInput', 'lampId')?.description).toBe(
      'Id of what the command is about. NotFound if there is none.',
    );
  });

  it('of an enum is the type’s, each value’s its own, and a field’s the field’s', () => {
    const values = assertEnumType(schema.getType('LampState')).getValues();
    expect(typeText('LampState')).toBe('What a lamp does.');
    expect(values.map(({ description }) => description)).toEqual([
      'It gives light.',
      'It gives none.',
      undefined,
    ]);
    expect(field('Lamp', 'state')?.description).toBe('Now.');
    expect(input('HangInput', 'state')?.description).toBe('At first.');
  });

  it('of a refusal is its type’s and its code’s', () => {
    expect(typeText('LampGone')).toBe('There is only the hook.');
    const codes = assertEnumType(schema.getType('CommandErrorCode'));
    expect(codes.getValue('LAMP_GONE')?.description).toBe('There is only the hook.');
    expect(field('LampGone', 'since')?.description).toBe('When it was taken down.');
  });

  it('of an object without a name is its type’s', () => {
    expect(typeText('Lamp')).toBe('A lamp in a room.');
    expect(typeText('LampBulb')).toBe('One light.');
    expect(field('Lamp', 'bulbs')?.description).toBe('All of them.');
    expect(typeText('HangShadeInput')).toBe('What is around it.');
  });

  it('of a reference is shown where it is embedded, if the embed says nothing', () => {
    const now = 'As it stands now; null if `roomId` names none.';
    expect(field('Lamp', 'room')?.description).toBe(`Where it hangs. ${now}`);
    expect(typeText('LampRoom')).toBe('Where it hangs.');
    expect(field('Lamp', 'roomName')?.description).toBe(`Its name. ${now}`);
    expect(field('Lamp', 'wall')?.description).toBe(`Which wall. ${now}`);
  });

  it('of lists, searches and queries stands before what the engine says', () => {
    expect(field('Query', 'lamps')?.description).toBe(
      'What hangs there. A page of Lamp, the newest `hungAt` first.',
    );
    expect(field('Query', 'oldLamps')?.description).toBe('A page of Lamp, the oldest `hungAt` first.');
    expect(field('Query', 'findLamps')?.description).toMatch(/^Lamps by maker\. A page of Lamp/);
    expect(field('Query', 'lights')?.description).toBe('How bright it is.');
    expect(typeText('Light')).toBe('Light.');
    expect(argument('findLamps', 'maker')?.description).toContain('however it is written');
    expect(argument('findLamps', 'state')?.description).not.toContain('however it is written');
  });
});

describe('what is deprecated', () => {
  const reasonOf = (of: { readonly deprecationReason?: string | null | undefined } | null | undefined) =>
    of?.deprecationReason ?? undefined;

  it('has its reason in a valid schema', () => {
    expect(() => assertValidSchema(schema)).not.toThrow();
    expect(reasonOf(field('Mutation', 'switchOff'))).toBe('Use dimLamp.');
    expect(reasonOf(field('Lamp', 'state'))).toBe('Use isOn.');
    expect(reasonOf(field('Lamp', 'wall'))).toBe('Use room.');
    expect(reasonOf(input('HangInput', 'watts'))).toBe('Leave it out.');
    expect(reasonOf(assertEnumType(schema.getType('LampState')).getValue('DIM'))).toBe('Use ON.');
    expect(reasonOf(field('Query', 'oldLamps'))).toBe('Use lamps.');
    expect(reasonOf(field('Query', 'findLamps'))).toBe('Look around.');
    expect(reasonOf(argument('lights', 'at'))).toBe('It is always now.');
  });

  it('takes its arguments along where they may be left out', () => {
    expect(reasonOf(argument('lamps', 'maker'))).toBe('There is one.');
    expect(reasonOf(argument('lamps', 'state'))).toBe('Use isOn.');
    expect(reasonOf(argument('findLamps', 'maker'))).toBe('There is one.');
  });

  it('is nothing else', () => {
    expect(reasonOf(field('Mutation', 'hang'))).toBe(undefined);
    expect(reasonOf(field('Lamp', 'room'))).toBe(undefined);
    expect(reasonOf(field('Query', 'lamps'))).toBe(undefined);
    expect(reasonOf(input('HangInput', 'state'))).toBe(undefined);
    expect(reasonOf(argument('lamps', 'roomId'))).toBe(undefined);
  });

  it.each([
    [
      'a field that must be sent',
      deprecated(z.string(), 'Use no name.'),
      "Hang.name must be sent, so it can't be deprecated: make it optional first.",
    ],
    [
      'a field without a reason',
      z.string().optional().meta({ deprecated: true }),
      "Hang.name: say what to use instead, by deprecated(schema, 'Use … instead.').",
    ],
  ])('is refused as %s', (_what, name, message) => {
    const wrong: CommandSpec = { creates: 'lampId', input: z.object({ lampId: id(), name }) };
    expect(() => schemaWith({ hang: wrong })).toThrow(
      expect.objectContaining({ code: 'BAD_DEFINITION', message }),
    );
  });
});
