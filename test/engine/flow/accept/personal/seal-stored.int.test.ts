// Stores of code that did not know yet what is personal: sealed as their owner, they read as before, and what is sealed can be
// erased.
import { expect, test } from 'vitest';
import { z } from 'zod';
import { defineCommands } from '../../../../../src/engine/definitions/commands.ts';
import { defineDecider } from '../../../../../src/engine/definitions/decider.ts';
import { defineEvents, event, toStream } from '../../../../../src/engine/definitions/events.ts';
import { defineReference, fact } from '../../../../../src/engine/definitions/reference.ts';
import { defineRefusal, reject } from '../../../../../src/engine/definitions/refusals.ts';
import { idOfText, keyedId } from '../../../../../src/engine/definitions/values.ts';
import { createCommandBus } from '../../../../../src/engine/flow/accept/commands/create-command-bus.ts';
import { createEventStore } from '../../../../../src/engine/flow/accept/event-store/create-event-store.ts';
import { createEventReader } from '../../../../../src/engine/flow/accept/event-store/create-event-store.ts';
import { exportSubject } from '../../../../../src/engine/flow/accept/event-store/personal/export-subject.ts';
import { sealStored } from '../../../../../src/engine/flow/accept/event-store/personal/seal-stored.ts';
import { withClient } from '../../../../support/oracle/read-table-lanes.ts';
import { withDatabase } from '../../../../support/servers.ts';

const database = withDatabase('test');

const NickTaken = defineRefusal('NickTaken', { nick: z.string() }, ({ nick }) => `${nick} is taken.`);
const input = z.object({ memberId: z.string(), nick: z.string() });

/** The same context before and after somebody thought of what is personal. */
function contextOf(isPersonal: boolean) {
  const personal = { subject: 'member', fields: { nick: 'Erased' } } as const;
  const MemberEvents = defineEvents('member', {
    MemberJoined: isPersonal ? event<{ nick: string }>({ personal }) : event<{ nick: string }>(),
  });
  const NickEvents = defineEvents('nick', { NickReserved: event<{ memberId: string }>() });
  const nickHolder = defineReference('nickHolder', {
    from: NickEvents,
    value: z.object({ memberId: z.string() }),
    create: { NickReserved: ({ data }) => ({ memberId: data.memberId }) },
    update: {},
  });
  const nickId = isPersonal ? keyedId : idOfText;
  const commands = defineCommands('member', {
    join: {
      ...{ creates: 'memberId', input, refuses: [NickTaken] },
      ...(isPersonal ? { personal: { subject: 'member', fields: ['nick'] } } : {}),
    },
  });
  const decider = defineDecider({
    ...{ commands, events: MemberEvents, initialState: {} },
    facts: { join: ({ nick }) => ({ holder: fact(nickHolder, nickId(nick)) }) },
    decide: {
      join: (_member, { memberId, nick }, { holder }) =>
        holder
          ? reject(NickTaken, { nick })
          : [
              MemberEvents.MemberJoined({ nick }),
              toStream(nickId(nick), NickEvents.NickReserved({ memberId })),
            ],
    },
    evolve: { MemberJoined: (member) => member },
  });
  return { events: [MemberEvents, NickEvents], deciders: [decider] };
}

async function withBus<Result>(
  isPersonal: boolean,
  work: (send: (memberId: string, nick: string, commandId: string) => Promise<unknown>) => Promise<Result>,
): Promise<Result> {
  const { events, deciders } = contextOf(isPersonal);
  const store = createEventStore({ databaseUrl: database().url, dataKeys: ['old'], events });
  const bus = createCommandBus({ store, deciders, doorbell: { ring: () => {} } });
  try {
    return await work((memberId, nick, commandId) =>
      bus.dispatch({
        ...{ command: 'join', input: { memberId, nick, commandId } },
        ...{ principal: 'p', correlationId: 'k' },
      }),
    );
  } finally {
    await bus.close();
    await store.close();
  }
}

const id = (number: number): string => `0b8c3f3e-0000-4000-8000-00000000000${number}`;
const seal = (dataKeys = ['old']) =>
  sealStored({ databaseUrl: database().url, system: contextOf(true), keyed: ['nick'], dataKeys });
const textsOf = (table: string): Promise<string> =>
  withClient(database().url, async (client) => {
    const { rows } = await client.query<{ text: string }>(`SELECT t::TEXT AS text FROM "${table}" t`);
    return rows.map(({ text }) => text).join('\n');
  });

test('what was stored before is sealed, once, and nothing else is changed', async () => {
  await withBus(false, async (send) => {
    await send('ann', 'Marker-4711', id(1));
    await send('bob', 'Bobby', id(2));
    expect(await send('eve', 'Marker-4711', id(3))).toMatchObject({ accepted: false });
  });
  expect(await textsOf('Event')).toContain('Marker-4711');
  expect(await seal()).toEqual({ events: 2, commands: 3, streams: 2, keys: 0 });
  expect(await seal()).toEqual({ events: 0, commands: 0, streams: 0, keys: 0 });
  for (const table of ['Event', 'Command', 'RefusedCommand']) {
    expect(await textsOf(table)).not.toContain('Marker-4711');
    // Its trigger is on again, for every kind of session.
    for (const role of ['origin', 'replica']) {
      const change = `SET session_replication_role = ${role}; UPDATE "${table}" SET type = 'x'`;
      await expect(withClient(database().url, (client) => client.query(change))).rejects.toThrow(
        'append-only',
      );
    }
  }

  await withBus(true, async (send) => {
    // Both are told what became of them, whether their hash is keyed by now or not.
    expect(await send('ann', 'Marker-4711', id(1))).toMatchObject({ receipt: { replayed: true } });
    expect(await send('ann', 'Another', id(1))).toMatchObject({ rejection: { code: 'COMMAND_ID_REUSED' } });
    expect(await send('new', 'Marker-4711', id(4)), 'the reservation is found').toMatchObject({
      rejection: { code: 'NICK_TAKEN' },
    });
  });

  expect(await seal(['new', 'old'])).toMatchObject({ keys: 3 });
  const options = { databaseUrl: database().url, dataKeys: ['new'], events: contextOf(true).events };
  expect(await exportSubject(options, 'member/ann')).toMatchObject({
    events: [{ type: 'MemberJoined', payload: { nick: 'Marker-4711' } }],
    commands: [{ type: 'join', payload: { memberId: 'ann', nick: 'Marker-4711' } }],
  });
  const reader = createEventReader(options);
  const nicks = async () => {
    const { streams } = await reader.readStreams([{ stream: 'member/ann', after: 0 }]);
    return streams.flat().map(({ data }) => data);
  };
  expect(await nicks()).toEqual([{ nick: 'Marker-4711' }]);
  await reader.erasures.forget('member/ann');
  while ((await reader.erasures.announceSome('member/ann', { principal: 'p', correlationId: 'k' })) > 0);
  await expect.poll(nicks, { timeout: 5_000 }).toEqual([{ nick: 'Erased' }, { subject: 'member/ann' }]);
  await reader.close();
});
