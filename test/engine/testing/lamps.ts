// A small domain for the tests of the test kit: lamps that hang in rooms.
import { z } from 'zod';
import {
  defineCommands,
  defineDecider,
  defineEvents,
  defineReference,
  defineRefusal,
  event,
  fact,
  NotFound,
  toStream,
  reject,
} from '#engine';

export const RoomEvents = defineEvents('room', {
  RoomBuilt: event<{ name: string }>(),
  RoomRenamed: event<{ name: string }>(),
});
export const LampEvents = defineEvents('lamp', {
  LampHung: event<{ roomId: string; watts: number }>(),
  LampDimmed: event<{ watts: number }>(),
});

export const roomReference = defineReference('room', {
  from: RoomEvents,
  value: z.object({ name: z.string() }),
  create: { RoomBuilt: ({ data }) => ({ name: data.name }) },
  update: { RoomRenamed: (_room, { data }) => ({ name: data.name }) },
});

export const TooBright = defineRefusal('TooBright', { most: z.int() }, ({ most }) => `At most ${most}.`);

const LampCommands = defineCommands('lamp', {
  hangLamp: {
    creates: 'lampId',
    input: z.object({ lampId: z.string(), roomId: z.string(), watts: z.int().positive() }),
    emits: ['LampHung', 'RoomRenamed'],
    refuses: [TooBright],
  },
  dimLamp: { changes: 'lampId', input: z.object({ lampId: z.string(), watts: z.int() }) },
});

interface Lamp {
  watts: number;
}
const initialState: Lamp = { watts: 0 };

export const lampDecider = defineDecider({
  commands: LampCommands,
  events: LampEvents,
  initialState,
  facts: { hangLamp: ({ roomId }) => ({ room: fact(roomReference, roomId) }) },
  decide: {
    hangLamp: (_lamp, { roomId, watts }, { room }) => {
      if (!room) return reject(NotFound, { what: 'room', id: roomId });
      if (watts > 100) return reject(TooBright, { most: 100 });
      return [
        LampEvents.LampHung({ roomId, watts }),
        toStream(roomId, RoomEvents.RoomRenamed({ name: `${room.name}, lit` })),
      ];
    },
    dimLamp: (lamp, { watts }) => (watts < lamp.watts ? [LampEvents.LampDimmed({ watts })] : []),
  },
  evolve: {
    LampHung: (_lamp, { watts }) => ({ watts }),
    LampDimmed: (_lamp, { watts }) => ({ watts }),
  },
});

type LampDecider = typeof lampDecider;

/** The same decider, deciding about `dimLamp` otherwise. */
export function dimmedBy(decide: (lamp: Lamp) => ReturnType<LampDecider['decide']>): LampDecider {
  return { ...lampDecider, decide: (_command, lamp) => decide(lamp) };
}
