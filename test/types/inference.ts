// Inference from an author's few lines; every `@ts-expect-error` is a promise that the compiler catches that mistake.
import { z } from 'zod';
import { defineCommands } from '../../src/engine/definitions/commands.ts';
import { defineDecider } from '../../src/engine/definitions/decider.ts';
import { deprecated } from '../../src/engine/definitions/described.ts';
import { defineDocument, embed, type DocumentOf } from '../../src/engine/shapes/document/declare.ts';
import { defineEvents, event } from '../../src/engine/definitions/events.ts';
import { defineQuery } from '../../src/engine/shapes/query/declare.ts';
import { defineProjection } from '../../src/engine/definitions/projection.ts';
import { defineReference, fact, facts } from '../../src/engine/definitions/reference.ts';
import { defineRefusal, reject } from '../../src/engine/definitions/refusals.ts';
import { enumeration } from '../../src/engine/definitions/values.ts';
import type { Json } from '../../src/engine/model/json.ts';

type Status = 'open' | 'closed';
const LampClosed = defineRefusal(
  'LampClosed',
  { status: z.string() },
  ({ status }) => `The lamp is ${status}.`,
);
const TooBright = defineRefusal('TooBright', { most: z.int() }, ({ most }) => `At most ${most}.`);

const RoomEvents = defineEvents('room', {
  RoomBuilt: event<{ name: string }>(),
  RoomRenamed: event<{ name: string }>(),
  RoomPainted: event<{ colour: string }>(),
});
const LampEvents = defineEvents('lamp', {
  LampHung: event<{ roomId: string; watts: number }>(),
  LampDimmed: event<{ watts: number }>(),
  LampTaken: event<{ reason: string }>(),
});
export const NewerRoomEvents = defineEvents('room', {
  RoomBuilt: event<{ name: string; floor: number }, [{ title: string }, { name: string }]>({
    upcasts: [({ title }) => ({ name: title }), (data) => ({ ...data, floor: 0 })],
  }),
  RoomRenamed: event<{ name: string }, [{ title: string }]>({
    // @ts-expect-error an upcast makes the next shape
    upcasts: [({ title }) => ({ title })],
  }),
  // @ts-expect-error an older shape needs its upcast
  RoomPainted: event<{ colour: string }, [{ paint: string }]>(),
});
const LampCommands = defineCommands('lamp', {
  hangLamp: {
    creates: 'lampId',
    input: z.object({ lampId: z.string(), roomId: z.string(), watts: z.int() }),
    refuses: [TooBright],
  },
  dimLamp: {
    changes: 'lampId',
    input: z.object({ lampId: z.string(), watts: z.int() }),
    emits: ['LampDimmed'],
    refuses: [LampClosed],
  },
});

const roomReference = defineReference('room', {
  from: RoomEvents,
  value: z.object({ id: z.string(), name: z.string() }),
  create: { RoomBuilt: ({ streamId, data }) => ({ id: streamId, name: data.name }) },
  update: { RoomRenamed: (room, { data }) => ({ ...room, name: data.name }) },
  ignore: ['RoomPainted'],
});

const initialState: { status: Status; watts: number } = { status: 'open', watts: 0 };

export const lampDecider = defineDecider({
  commands: LampCommands,
  events: LampEvents,
  initialState,
  facts: {
    hangLamp: ({ roomId }) => ({
      room: fact(roomReference, roomId),
      others: facts(roomReference, [roomId], { advisory: true }),
    }),
    dimLamp: (_input, lamp) => {
      const watts: number = lamp.watts;
      // @ts-expect-error the state has no colour
      return { room: fact(roomReference, `room-${watts}${lamp.colour}`) };
    },
  },
  decide: {
    hangLamp: (_lamp, { roomId, watts }, { room, others }) => {
      const name: string | undefined = room?.name;
      const other: string | undefined = others.get(roomId)?.name;
      // @ts-expect-error a fact has the reference's type
      const wrong: number | undefined = room?.name;
      if (name === other && wrong) return reject(TooBright, { most: 60 });
      return LampEvents.LampHung({ roomId, watts });
    },
    dimLamp: (lamp, { watts }) =>
      // @ts-expect-error a decider may refuse only with what the command lists
      lamp.status === 'open' ? [LampEvents.LampDimmed({ watts })] : reject(TooBright, { most: 60 }),
  },
  evolve: {
    LampHung: (lamp, { watts }) => ({ ...lamp, watts }),
    LampDimmed: (lamp, { watts }) => ({ ...lamp, watts }),
    LampTaken: (lamp) => ({ ...lamp, status: 'closed' }),
  },
});

// @ts-expect-error a fact is advisory or not
export const sometimes = fact(roomReference, 'room', { advisory: 'sometimes' });

export const talkative = defineDecider({
  commands: LampCommands,
  events: LampEvents,
  initialState,
  decide: {
    hangLamp: (_lamp, { roomId, watts }) => LampEvents.LampHung({ roomId, watts }),
    dimLamp: (_lamp, { watts }) => [
      LampEvents.LampDimmed({ watts }),
      // @ts-expect-error a decider may emit only what the command lists
      LampEvents.LampTaken({ reason: 'dim' }),
    ],
  },
  evolve: {
    LampHung: (lamp) => lamp,
    LampDimmed: (lamp) => lamp,
    LampTaken: (lamp) => lamp,
  },
});

export const forgetful = defineDecider({
  commands: LampCommands,
  events: LampEvents,
  initialState,
  decide: {
    hangLamp: (_lamp, { roomId, watts }) => LampEvents.LampHung({ roomId, watts }),
    // @ts-expect-error the input has no colour
    dimLamp: (_lamp, { colour }) => LampEvents.LampDimmed({ watts: colour }),
  },
  // @ts-expect-error LampTaken is forgotten
  evolve: {
    LampHung: (lamp) => lamp,
    LampDimmed: (lamp) => lamp,
  },
});

const LampDocument = defineDocument('Lamp', {
  watts: z.int(),
  roomId: z.string(),
  taken: z.string().nullable(),
  room: embed(roomReference, 'roomId'),
  roomName: embed(roomReference, 'roomId', 'name'),
});
export const shown: DocumentOf<typeof LampDocument> = {
  watts: 1,
  roomId: 'r',
  taken: null,
  room: { id: 'r', name: 'n' },
  roomName: 'n',
};

export const lampProjection = defineProjection('lamp', {
  document: LampDocument,
  from: [LampEvents, RoomEvents],
  create: { LampHung: ({ data }) => ({ watts: data.watts, roomId: data.roomId, taken: null }) },
  update: {
    LampDimmed: (lamp, { data }) => ({ ...lamp, watts: data.watts }),
    LampTaken: () => null,
    RoomPainted: (lamp, { data }) => ({ ...lamp, taken: data.colour }),
  },
  route: { RoomPainted: ({ data }) => data.colour },
  ignore: ['RoomBuilt', 'RoomRenamed'],
});

export const lampIds = defineProjection('lamp', {
  document: LampDocument,
  from: [LampEvents],
  create: { LampHung: ({ data }, id) => ({ ...data, taken: id.toUpperCase() }) },
  update: {
    LampDimmed: (lamp, { data }, id) => ({ ...lamp, ...data, taken: id }),
    // @ts-expect-error an id is a text
    LampTaken: (lamp, _event, id) => ({ ...lamp, watts: id }),
  },
});

const RoomDocument = defineDocument('Room', {
  mood: z.enum(['bright', 'dim']),
  lamps: z.array(z.object({ mood: z.enum(['bright', 'dim']), watts: z.int() })),
});

export const roomProjection = defineProjection('room', {
  document: RoomDocument,
  from: [RoomEvents],
  create: { RoomBuilt: () => ({ mood: 'dim', lamps: [{ mood: 'dim', watts: 1 }] }) },
  update: {
    RoomPainted: (room) => ({
      ...room,
      mood: 'bright',
      lamps: [...room.lamps, { mood: 'bright', watts: 2 }],
    }),
    RoomRenamed: (room) => {
      // @ts-expect-error a fold never changes what it is given
      room.lamps.push({ mood: 'dim', watts: 3 });
      return room;
    },
  },
});

export const moody = defineProjection('room', {
  document: RoomDocument,
  from: [RoomEvents],
  // @ts-expect-error there is no such mood
  create: { RoomBuilt: () => ({ mood: 'grim', lamps: [] }) },
  update: { RoomPainted: () => null, RoomRenamed: () => null },
});

export const misspelt = [
  defineProjection('room', {
    document: RoomDocument,
    from: [RoomEvents],
    // @ts-expect-error the document has no field lmaps
    create: { RoomBuilt: () => ({ mood: 'dim', lamps: [], lmaps: [] }) },
    update: { RoomPainted: () => null, RoomRenamed: (room) => room },
  }),
  defineProjection('room', {
    document: RoomDocument,
    from: [RoomEvents],
    create: { RoomBuilt: () => ({ mood: 'dim', lamps: [] }) },
    update: {
      // @ts-expect-error the document has no field moood
      RoomPainted: (room) => ({ ...room, moood: 'bright' }),
      // @ts-expect-error nor has it one where null comes beside
      RoomRenamed: (room, { data }) => (data.name === '' ? null : { ...room, name: data.name }),
    },
  }),
];

export const misembedded = [
  // @ts-expect-error there is no such field
  defineDocument('Lamp', { roomId: z.string(), room: embed(roomReference, 'romId') }),
  // @ts-expect-error a number is no id
  defineDocument('Lamp', { roomNumber: z.int(), room: embed(roomReference, 'roomNumber') }),
  // @ts-expect-error what is embedded is no id
  defineDocument('Lamp', { room: embed(roomReference, 'room') }),
];

export const incomplete = defineProjection('lamp', {
  document: LampDocument,
  from: [LampEvents],
  // @ts-expect-error the document's `taken` is missing
  create: { LampHung: ({ data }) => ({ watts: data.watts, roomId: data.roomId }) },
  // @ts-expect-error LampTaken is forgotten
  update: {
    LampDimmed: (lamp, { data }) => ({ ...lamp, watts: data.watts }),
  },
});

const room = {
  document: RoomDocument,
  from: [RoomEvents],
  create: { RoomBuilt: () => ({ mood: 'dim', lamps: [] }) },
  update: { RoomPainted: () => null, RoomRenamed: () => null },
} as const;
// @ts-expect-error one end of a list comes first, not both
defineProjection('a', { ...room, lists: { rooms: { newest: 'mood', oldest: 'mood' } } });
// @ts-expect-error a list is in some order
defineProjection('b', { ...room, lists: { rooms: {} } });
// @ts-expect-error there is no such field
defineProjection('c', { ...room, lists: { rooms: { oldest: 'size' } } });

// @ts-expect-error an event is built with all its data
LampEvents.LampHung({ roomId: 'r' });

const rankedLamps = {
  document: LampDocument,
  from: [LampEvents],
  create: {
    LampHung: ({ data }: { data: { watts: number; roomId: string } }) => ({ ...data, taken: null }),
  },
  update: { LampDimmed: () => null, LampTaken: () => null },
} as const;
export const ranked = defineProjection('lamp', {
  ...rankedLamps,
  rankings: { brightest: { highest: 'watts' } },
});
const dimmable = defineDocument('Lamp', {
  watts: z.number(),
  roomId: z.string(),
  taken: z.string().nullable(),
});
export const misranked = [
  // @ts-expect-error a text is no score
  defineProjection('lamp', { ...rankedLamps, rankings: { brightest: { highest: 'roomId' } } }),
  // @ts-expect-error there is no such field
  defineProjection('lamp', { ...rankedLamps, rankings: { brightest: { highest: 'colour' } } }),
  defineProjection('lamp', {
    ...rankedLamps,
    document: dimmable,
    // @ts-expect-error a score is a whole number
    rankings: { brightest: { highest: 'watts' } },
  }),
  // @ts-expect-error what is embedded is no score
  defineProjection('lamp', { ...rankedLamps, rankings: { brightest: { highest: 'room' } } }),
];

interface Bulb {
  readonly colour: 'warm' | 'cold';
  readonly fittedBy?: string;
  readonly tests: readonly { readonly watts: number; readonly passed: boolean | null }[];
}
export const jsonEvents = defineEvents('bulb', {
  BulbFitted: event<Bulb>(),
  BulbLabelled: event<{ label: Json; bulb: Bulb | null }>(),
  BulbGone: event<Record<never, never>>(),
  // @ts-expect-error a date would come back as a text
  BulbDated: event<{ at: Date }>(),
  // @ts-expect-error JSON has no bigint
  BulbCounted: event<{ counted: { many: bigint }[] }>(),
  // @ts-expect-error a map would come back empty
  BulbMapped: event<{ map: ReadonlyMap<string, string> }>(),
  // @ts-expect-error a function would be lost
  BulbCalled: event<{ call: () => void }>(),
});

const Colour = enumeration(
  'Colour',
  { RED: 'Warm.', BLUE: { deprecated: 'Use RED.' } },
  { description: 'A hue.' },
);
export const colour: z.output<typeof Colour> = 'BLUE';
// @ts-expect-error no such value
export const other: z.output<typeof Colour> = 'GREEN';
// @ts-expect-error a value has a text, not a number
export const numbered = enumeration('Colour', { RED: 1 });

const described = defineDocument('Lamp', {
  roomId: z.string(),
  name: embed(roomReference, 'roomId', { pick: 'name', description: 'Its name.', deprecated: 'Use room.' }),
  room: embed(roomReference, 'roomId', { description: 'Where it is.' }),
  watts: deprecated(z.int(), 'Use lumen.'),
});
export const shownName: DocumentOf<typeof described>['name'] = 'x';
export const shownRoom: DocumentOf<typeof described>['room'] = { id: 'r', name: 'x' };
export const shownWatts: DocumentOf<typeof described>['watts'] = 60;
// @ts-expect-error the reference has no colour
export const unpicked = embed(roomReference, 'roomId', { pick: 'colour', description: 'Its colour.' });
// @ts-expect-error a deprecation says what to use instead
export const reasonless = deprecated(z.int());
export const vague = defineCommands('lamp', {
  // @ts-expect-error a deprecation says what to use instead
  dimLamp: { deprecated: true, changes: 'lampId', input: z.object({ lampId: z.string() }) },
});

export const brightness = defineQuery('brightness', {
  over: lampProjection,
  args: z.object({ first: z.string() }),
  result: z.object({ watts: z.int() }),
  ids: ({ first }, selected) => (selected.has('watts') ? [first] : []),
  // @ts-expect-error the names that are asked for are not changed
  answer: (_args, lamps, selected) => (selected.add('watts') ? { watts: lamps.length } : { watts: 0 }),
});
