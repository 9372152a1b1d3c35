import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import {
  defineDocument,
  defineEvents,
  defineProjection,
  defineReference,
  embed,
  event,
  type EventOf,
} from '#engine';
import { inlineDocuments, inlineFolds } from '../../../src/engine/flow/accept/deciders/inline-documents.ts';
import type { StateLoader } from '../../../src/engine/flow/accept/deciders/load-states.ts';
import { ANYBODY } from '../../../src/engine/model/caller.ts';

const LampEvents = defineEvents('lamp', { LampMade: event<{ name: string }>() });
const lamp = defineReference('lamp', {
  from: LampEvents,
  value: z.object({ name: z.string() }),
  create: { LampMade: ({ data: { name } }) => ({ name }) },
  update: {},
});
const LampDocument = defineDocument('Lamp', { name: z.string() });

type Made = EventOf<readonly [typeof LampEvents], 'LampMade'>;

const lampsBy = (nameOf: (made: Made, id: string) => string) =>
  defineProjection('lamp', {
    ...{ document: LampDocument, from: [LampEvents], inline: true },
    create: { LampMade: (made, id) => ({ name: nameOf(made, id) }) },
    update: {},
  });

const command = {
  commandId: '00000000-0000-4000-8000-000000000001',
  type: 'makeLamp',
  kind: 'creates' as const,
  streamId: 'l1',
  principal: 'ada',
  caller: ANYBODY,
  input: {},
  inputHash: '',
  plainHash: '',
  payload: {},
  expectedVersion: undefined,
  occurredAt: undefined,
  bytes: 0,
  metadata: { causationId: 'c', correlationId: 'c', principal: 'ada' },
};

const nothingThere: Pick<StateLoader, 'load'> = {
  load: async (keys) => ({
    states: keys.map(({ fold }) => ({ version: 0, state: fold.initial })),
    now: '2026-01-01T00:00:00.000Z',
  }),
};

async function documentsOf(nameOf: (made: Made, id: string) => string, data = { name: 'Reading' }) {
  const made = { ...LampEvents.LampMade(data) };
  return inlineDocuments(
    inlineFolds([lampsBy(nameOf)]),
    {
      command,
      streams: [{ stream: 'lamp/l1', expectedVersion: 0, events: [made] }],
      occurredAt: '2026-01-01T00:00:00.000Z',
    },
    nothingThere,
  );
}

describe('an inline projection', () => {
  it('makes its document of what is known before the events are stored', async () => {
    const documents = await documentsOf(
      ({ data, occurredAt, version }, id) => `${data.name} ${version} ${occurredAt} ${id}`,
    );
    expect(documents).toMatchObject([
      { id: 'l1', stream: 'lamp/l1', version: 1, json: '{"name":"Reading 1 2026-01-01T00:00:00.000Z l1"}' },
    ]);
  });

  it.each(['id', 'position', 'recordedAt'] as const)(
    'cannot be made of the %s of an event',
    async (member) => {
      await expect(documentsOf((made) => made[member])).rejects.toMatchObject({ code: 'BAD_DEFINITION' });
    },
  );

  it('sees the data of an event as it will be read from the store', async () => {
    const [document] = await documentsOf(({ data }) => Object.keys(data).join(' '), {
      ...{ shade: 1, name: 'Reading', foot: 1 },
    });
    expect(document?.json).toBe('{"name":"foot name shade"}');
  });

  it('is kept in Postgres', () => {
    expect(lampsBy(() => '')).toMatchObject({ store: 'postgres', inline: true });
    const inRedis = () =>
      defineProjection('lamp', {
        ...{ document: LampDocument, from: [LampEvents], inline: true, store: 'redis' },
        create: { LampMade: ({ data: { name } }) => ({ name }) },
        update: {},
      });
    expect(inRedis).toThrow('inline');
  });

  it('shows nothing of other streams', () => {
    const Shade = defineDocument('Shade', { lampId: z.string(), lamp: embed(lamp, 'lampId') });
    const embedding = () =>
      defineProjection('shade', {
        ...{ document: Shade, from: [LampEvents], inline: true },
        create: { LampMade: ({ streamId }) => ({ lampId: streamId }) },
        update: {},
      });
    expect(embedding).toThrow('inline');
    const ofMany = () =>
      defineProjection('lamps', {
        ...{ document: LampDocument, from: [LampEvents], inline: true, ownedBy: 'none' },
        route: { LampMade: () => 'all' },
        create: { LampMade: ({ data: { name } }) => ({ name }) },
        update: {},
      });
    expect(ofMany).toThrow('inline');
  });

  it('folds nothing that is personal', () => {
    const GuestEvents = defineEvents('guest', {
      GuestCame: event<{ name: string }>({ personal: { subject: 'guest', fields: { name: 'Erased' } } }),
    });
    const guests = () =>
      defineProjection('guest', {
        ...{ document: LampDocument, from: [GuestEvents], inline: true },
        create: { GuestCame: ({ data: { name } }) => ({ name }) },
        update: {},
      });
    expect(guests).toThrow("is inline, so it can't fold GuestCame, which has personal fields");
  });
});
