import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { defineDocument, defineProjection, embed, toStream, type DocumentOf } from '#engine';
import { at, projecting, rebuilding, record } from '#engine/testing';
import { LampEvents, RoomEvents, roomReference } from './lamps.ts';

const hall = RoomEvents.RoomBuilt({ name: 'hall' });
const hung = LampEvents.LampHung({ roomId: 'room-1', watts: 60 });
const dimmed = LampEvents.LampDimmed({ watts: 40 });
const renamed = RoomEvents.RoomRenamed({ name: 'attic' });

const LampDocument = defineDocument('Lamp', {
  roomId: z.string(),
  watts: z.int(),
  since: z.string(),
  room: embed(roomReference, 'roomId'),
  roomName: embed(roomReference, 'roomId', 'name'),
});
const lampProjection = defineProjection('lamp', {
  document: LampDocument,
  from: [LampEvents],
  create: { LampHung: ({ data: { roomId, watts }, occurredAt }) => ({ roomId, watts, since: occurredAt }) },
  update: { LampDimmed: (lamp, { data: { watts } }) => (watts === 0 ? null : { ...lamp, watts }) },
});

const RoomDocument = defineDocument('Room', { lamps: z.int() });
const litRoomProjection = defineProjection('litRoom', {
  document: RoomDocument,
  from: [RoomEvents, LampEvents],
  create: { RoomBuilt: () => ({ lamps: 0 }) },
  update: { LampHung: ({ lamps }) => ({ lamps: lamps + 1 }) },
  route: { LampHung: ({ data }) => data.roomId },
  ignore: ['RoomRenamed', 'LampDimmed'],
});

describe('projecting', () => {
  it('makes the documents, by id', () => {
    const lamps = projecting(lampProjection, [hall, hung, toStream('lamp-2', hung), dimmed]);
    expect([...lamps.keys()]).toEqual(['lamp-1', 'lamp-2']);
    expect(lamps.get('lamp-1')).toEqual({
      id: 'lamp-1',
      version: 2,
      position: '4',
      roomId: 'room-1',
      watts: 40,
      since: '2026-01-01T00:01:00.000Z',
      room: { name: 'hall' },
      roomName: 'hall',
    });
    expect(lamps.get('lamp-2')).toMatchObject({ version: 1, position: '3', watts: 60 });
  });

  it('shows references as they are now', () => {
    const lamp = projecting(lampProjection, [hall, hung, renamed]).get('lamp-1');
    expect(lamp).toMatchObject({ version: 1, position: '3', room: { name: 'attic' }, roomName: 'attic' });
    const early = projecting(lampProjection, [hung, hall]).get('lamp-1');
    expect(early).toMatchObject({ position: '2', roomName: 'hall' });
    const roomless = projecting(lampProjection, [hung]).get('lamp-1');
    expect(roomless).toMatchObject({ room: null, roomName: null });
  });

  it('routes events of other streams, which move no version', () => {
    const rooms = projecting(litRoomProjection, [hall, hung, toStream('lamp-2', hung)]);
    expect(rooms.get('room-1')).toEqual({ id: 'room-1', version: 1, position: '3', lamps: 2 });
  });

  it('moves the version with events of the own stream that are not folded', () => {
    expect(projecting(litRoomProjection, [hall, renamed]).get('room-1')).toMatchObject({
      version: 2,
      position: '2',
    });
  });

  it('leaves out what was removed', () => {
    expect(projecting(lampProjection, [hung, LampEvents.LampDimmed({ watts: 0 })]).size).toBe(0);
  });

  it('knows when things happened', () => {
    const lamps = projecting(lampProjection, [at('2026-05-01T00:00:00.000Z', hung)]);
    expect(lamps.get('lamp-1')).toMatchObject({ since: '2026-05-01T00:00:00.000Z' });
  });

  it('says what came of a fold that fails', () => {
    expect(() => projecting(lampProjection, [dimmed])).toThrow(
      expect.objectContaining({ code: 'FOLD_FAILED' }),
    );
  });
});

const foldedBy = (hang: () => Omit<DocumentOf<typeof LampDocument>, 'room' | 'roomName'>) => () =>
  projecting({ ...lampProjection, fold: hang }, [hall, hung]);
const lamp = { roomId: 'room-1', watts: 60, since: '' };

describe('a projection is held to its promises', () => {
  it('to make what its schema says', () => {
    expect(foldedBy(() => lamp)).not.toThrow();
    expect(foldedBy(() => ({ ...lamp, watts: 1.5 }))).toThrow(
      /^lamp makes a document lamp-1 that is no Lamp: watts: .*int/,
    );
    expect(foldedBy(() => ({ ...lamp, since: JSON.parse('null') }))).toThrow('since');
  });

  it('to make nothing that its schema does not know', () => {
    expect(foldedBy(() => ({ ...lamp, colour: 'red' }))).toThrow(
      "lamp can't fold LampHung at 2: it makes a field colour, which Lamp does not have",
    );
  });

  it('to fold an event once, however often it comes', () => {
    let times = 0;
    expect(foldedBy(() => ({ ...lamp, watts: (times += 1) }))).toThrow('delivered twice');
  });

  it('to change nothing it is given', () => {
    const pushy = defineProjection('pushy', {
      document: RoomDocument,
      from: [RoomEvents],
      create: { RoomBuilt: () => ({ lamps: 0 }) },
      update: { RoomRenamed: (room) => Object.assign(room, { lamps: 1 }) },
    });
    expect(() => projecting(pushy, [hall, renamed])).toThrow(
      expect.objectContaining({ code: 'FOLD_FAILED' }),
    );
  });
});

describe('record', () => {
  it('numbers positions and versions without holes', () => {
    const events = record([hall, hung, toStream('lamp-2', hung), dimmed]);
    expect(
      events.map(({ category, streamId, version, position }) => [category, streamId, version, position]),
    ).toEqual([
      ['room', 'room-1', 1, '1'],
      ['lamp', 'lamp-1', 1, '2'],
      ['lamp', 'lamp-2', 1, '3'],
      ['lamp', 'lamp-1', 2, '4'],
    ]);
    expect(new Set(events.map(({ id }) => id)).size).toBe(4);
  });
});

describe('rebuilding', () => {
  const past = [
    hall,
    hung,
    toStream('lamp-2', hung),
    renamed,
    dimmed,
    toStream('lamp-2', LampEvents.LampDimmed({ watts: 0 })),
    toStream('lamp-3', hung),
    renamed,
  ];

  it('makes the documents that projecting makes', async () => {
    for (const lanes of [1, 3]) {
      const lamps = await rebuilding({ ...lampProjection, lanes }, past);
      expect(lamps).toEqual(projecting(lampProjection, past));
      expect([...lamps.keys()]).toEqual(['lamp-1', 'lamp-3']);
    }
    expect(await rebuilding(litRoomProjection, past)).toEqual(projecting(litRoomProjection, past));
    expect(await rebuilding(lampProjection, [])).toEqual(new Map());
  });

  it('finds what only a real projector does: a fold that keeps something from one call to the next', async () => {
    let calls = 0;
    const counting = defineProjection('counting', {
      document: LampDocument,
      from: [LampEvents],
      create: {
        LampHung: ({ data: { roomId }, occurredAt }) => {
          calls += 1;
          // Three lamps, folded once, and then three times: that is what \`projecting\` sees.
          return { roomId, watts: calls > 9 ? calls : 0, since: occurredAt };
        },
      },
      update: { LampDimmed: (lamp) => lamp },
    });
    await expect(rebuilding(counting, past)).rejects.toThrow('counting: a rebuild made other documents.');
  });

  it('fails with what a fold throws', async () => {
    await expect(rebuilding(lampProjection, [dimmed])).rejects.toMatchObject({ code: 'FOLD_FAILED' });
  });
});
