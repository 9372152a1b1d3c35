import { describe, expect, it } from 'vitest';
import {
  AlreadyExists,
  defineCommands,
  defineDecider,
  defineEvents,
  defineRefusal,
  event,
  NotFound,
  reject,
  toStream,
  ValidationFailed,
} from '#engine';
import { z } from 'zod';
import { at, given } from '#engine/testing';
import { dimmedBy, lampDecider, LampEvents, RoomEvents, TooBright } from './lamps.ts';

const hall = RoomEvents.RoomBuilt({ name: 'hall' });
const hung = LampEvents.LampHung({ roomId: 'room-1', watts: 60 });
const hang = { lampId: 'lamp-1', roomId: 'room-1', watts: 60 };
const dim = { lampId: 'lamp-1', watts: 40 };
const lit = toStream('room-1', RoomEvents.RoomRenamed({ name: 'hall, lit' }));

describe('given, when, then', () => {
  it('compares events', () => {
    given(lampDecider, [hall]).when('hangLamp', hang).then([hung, lit]);
    given(lampDecider, [hung])
      .when('dimLamp', dim)
      .then(LampEvents.LampDimmed({ watts: 40 }));
    given(lampDecider, [hung])
      .when('dimLamp', { ...dim, watts: 60 })
      .then([]);
  });

  it('compares rejections, or only their code', () => {
    const bright = given(lampDecider, [hall]).when('hangLamp', { ...hang, watts: 101 });
    bright.then(reject(TooBright, { most: 100 }));
    bright.then(TooBright);
    expect(() => bright.then(reject(TooBright, { most: 99 }))).toThrow('strictly');
    expect(() => bright.then(NotFound)).toThrow('strictly');
    expect(() => bright.then([])).toThrow('strictly');
  });

  it('fails where a refusal repeats what is personal, because refusals are recorded', () => {
    const Taken = defineRefusal('Taken', { name: z.string() }, ({ name }) => `${name} is taken.`);
    const events = defineEvents('guest', { GuestCame: event<{ name: string }>() });
    const guests = (name: (said: string) => string) =>
      defineDecider({
        commands: defineCommands('guest', {
          come: {
            ...{ creates: 'guestId', refuses: [Taken] },
            input: z.object({ guestId: z.string(), name: z.string() }),
            personal: { subject: 'guest', fields: ['name'] },
          },
        }),
        ...{ events, initialState: {} },
        decide: { come: (_guest, said) => reject(Taken, { name: name(said.name) }) },
        evolve: { GuestCame: (guest) => guest },
      });
    const coming = (name: (said: string) => string) =>
      given(guests(name), []).when('come', { guestId: 'g', name: 'Annabel' });
    expect(() => coming((said) => said.toUpperCase())).toThrow('Taken repeats what is personal in come');
    coming(() => 'Somebody').then(Taken);
  });

  it('fails where something else was decided', () => {
    const hanging = given(lampDecider, [hall]).when('hangLamp', hang);
    expect(() => hanging.then(hung)).toThrow('strictly');
    expect(() => hanging.then([])).toThrow('strictly');
    expect(() => hanging.then([lit, hung])).toThrow('strictly');
    expect(() => hanging.then([{ ...hung, data: { roomId: 'room-1', watts: 61 } }, lit])).toThrow('strictly');
    expect(() => hanging.then(TooBright)).toThrow('strictly');
  });

  it('validates the input as the dispatch does', () => {
    expect(given(lampDecider, [hall]).when('hangLamp', { ...hang, watts: -1 }).outcome).toMatchObject({
      code: ValidationFailed.code,
      data: { issues: [{ path: 'watts' }] },
    });
  });

  it('knows whether the stream must be there', () => {
    given(lampDecider, [hall, hung])
      .when('hangLamp', hang)
      .then(reject(AlreadyExists, { what: 'lamp', id: 'lamp-1' }));
    given(lampDecider, [hall])
      .when('dimLamp', dim)
      .then(reject(NotFound, { what: 'lamp', id: 'lamp-1' }));
    given(lampDecider, [toStream('lamp-2', hung)])
      .when('dimLamp', dim)
      .then(NotFound);
  });

  it('folds facts of their own streams only', () => {
    given(lampDecider, [toStream('room-2', hall)])
      .when('hangLamp', hang)
      .then(reject(NotFound, { what: 'room', id: 'room-1' }));
    given(lampDecider, [
      toStream('room-2', hall),
      hall,
      toStream('room-2', RoomEvents.RoomRenamed({ name: 'attic' })),
    ])
      .when('hangLamp', hang)
      .then([hung, lit]);
  });

  it('takes events with a time', () => {
    given(lampDecider, [at('2026-01-01T00:00:00.000Z', hung)])
      .when('dimLamp', dim)
      .then(LampEvents.LampDimmed({ watts: 40 }));
  });

  it('refuses a time that is none', () => {
    expect(() => at('yesterday', hung)).toThrow('ISO 8601');
  });
});

const dimming = (decider: typeof lampDecider) => () => given(decider, [hung]).when('dimLamp', dim);

describe('a decider is held to its promises', () => {
  it('to decide the same twice', () => {
    let times = 0;
    const moody = dimmedBy(() => [LampEvents.LampDimmed({ watts: (times += 1) })]);
    expect(dimming(moody)).toThrow('the same twice');
  });

  it('to change nothing it is given', () => {
    const pushy = dimmedBy((lamp) => {
      lamp.watts = 0;
      return [];
    });
    expect(dimming(pushy)).toThrow(TypeError);
  });

  it('to refuse only with what the command lists', () => {
    const strict = dimmedBy(() => reject(TooBright, { most: 1 }));
    expect(dimming(strict)).toThrow('does not list TooBright');
  });

  it('to emit only what the command lists', () => {
    const wrong = dimmedBy(() => [LampEvents.LampDimmed({ watts: 1 })]);
    expect(() => given(wrong, [hall]).when('hangLamp', hang)).toThrow('does not list LampDimmed');
  });

  it('to append only to its own stream and those of its facts', () => {
    expect(dimming(dimmedBy(() => [toStream('lamp-2', hung)]))).toThrow('no fact of dimLamp');
    expect(dimming(dimmedBy(() => [lit]))).toThrow('no fact of dimLamp');
    expect(dimming(dimmedBy(() => [RoomEvents.RoomRenamed({ name: 'attic' })]))).toThrow(
      'no fact of dimLamp',
    );
  });

  it('to ask for facts of streams that can be there', () => {
    expect(() => given(lampDecider).when('hangLamp', { ...hang, roomId: 'the hall' })).toThrow(
      'id of a stream',
    );
  });

  it('to make events that can be stored', () => {
    const when = { ...hung, data: { roomId: 'room-1', watts: undefined } };
    expect(dimming(dimmedBy(() => [when]))).toThrow('plain JSON');
    expect(dimming(dimmedBy(() => [{ ...hung, data: new Date(0) }]))).toThrow('plain JSON');
    const long = LampEvents.LampHung({ roomId: 'x'.repeat(65_536), watts: 1 });
    expect(dimming(dimmedBy(() => [long]))).toThrow('bytes');
    expect(dimming(dimmedBy(() => Array.from({ length: 501 }, () => hung)))).toThrow('501 events');
  });
});
