import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { CommandBusOptions } from '../../../../src/engine/flow/accept/commands/create-command-bus.ts';
import { createEventStore } from '../../../../src/engine/flow/accept/event-store/create-event-store.ts';
import type { SlipstreamError } from '../../../../src/engine/model/errors.ts';
import { accepted, allEvents } from '../../../support/appends.ts';
import { openBus, receiptOf, resultOf, type TestBus, type TestStore } from '../../../support/command-bus.ts';
import { testEvents } from '../../../support/counter-domain.ts';
import { withDatabase } from '../../../support/servers.ts';
import { startTcpProxy, type TcpProxy } from '../../../support/tcp-proxy.ts';

const database = withDatabase('test');
let proxy: TcpProxy;
let direct: TestStore;
let bus: TestBus;
/** What happens to the replies of the next append. */
let nextAppend: ((appending: Promise<unknown>) => Promise<void>) | undefined;

beforeEach(async () => {
  proxy = await startTcpProxy({ port: Number(new URL(database().url).port) });
  direct = createEventStore({ databaseUrl: database().url, events: testEvents });
  nextAppend = undefined;
  bus = openBus(proxy.through(database().url), {}, losingReplies);
  receiptOf(await bus.send('openCounter', { counterId: 'c', name: 'n' }));
});
afterEach(async () => {
  proxy.open();
  await Promise.all([bus.close(), direct.close()]);
  await proxy.stop();
});

/** The statement reaches the server and is done there; its reply never arrives. */
function losingReplies(store: TestStore): CommandBusOptions['store'] {
  return {
    ...store,
    append: async (commands) => {
      const lose = nextAppend;
      nextAppend = undefined;
      if (!lose) return store.append(commands);
      const head = await direct.head();
      proxy.blackHole('replies');
      const appending = store.append(commands);
      appending.catch(() => undefined);
      while ((await direct.head()) === head) await new Promise((resolve) => setTimeout(resolve, 5));
      await lose(appending);
      return appending;
    },
  };
}

const causes = async () => (await allEvents(direct)).map(({ metadata }) => metadata.causationId);

describe('the reply of a commit is lost', () => {
  test('and each command of the batch is acknowledged as what it is: done, once', async () => {
    nextAppend = async () => {
      proxy.open();
      proxy.cut();
    };
    const commands = Array.from({ length: 20 }, () => ({ commandId: randomUUID(), name: 'n' }));
    const rings = bus.rings();
    const outcomes = await Promise.all(commands.map((command) => bus.send('openCounter', command)));
    const stored = await allEvents(direct);
    outcomes.map(receiptOf).forEach((receipt, index) => {
      expect(receipt).toMatchObject({ commandId: commands[index]?.commandId, version: 1, replayed: false });
      expect(stored[Number(receipt.position) - 1]?.metadata.causationId).toBe(receipt.commandId);
    });
    expect(stored).toHaveLength(21);
    expect(bus.rings()).toBeGreaterThan(rings);
  });

  test('and stays lost: the outcome is unknown until the same command is sent again', async () => {
    nextAppend = async () => {
      proxy.refuse();
      proxy.cut();
    };
    const command = { commandId: randomUUID(), counterId: 'c', by: 1 };
    await expect(bus.send('increment', command)).rejects.toMatchObject({
      code: 'COMMAND_OUTCOME_UNKNOWN',
      details: { commandId: command.commandId },
    });
    proxy.open();
    expect(receiptOf(await bus.send('increment', command))).toMatchObject({ version: 2, replayed: true });
    expect((await causes()).filter((cause) => cause === command.commandId)).toHaveLength(1);
  });

  test('and stays lost to who sent no commandId: the error says which one to ask with', async () => {
    nextAppend = async () => {
      proxy.refuse();
      proxy.cut();
    };
    const error: unknown = await bus.send('openCounter', { name: 'n' }).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code: 'COMMAND_OUTCOME_UNKNOWN' });
    const { details } = error as SlipstreamError;
    proxy.open();
    const receipt = receiptOf(await bus.send('openCounter', { name: 'n', commandId: details['commandId'] }));
    const [, stored] = await allEvents(direct);
    expect(receipt).toMatchObject({ ...details, version: 1, replayed: true, streamId: stored?.streamId });
  });

  test('of a refusal, and it is the refusal that is answered', async () => {
    nextAppend = async () => {
      proxy.open();
      proxy.cut();
    };
    const [refused, done] = await Promise.all([
      bus.send('openCounter', { counterId: 'c', name: 'n' }),
      bus.send('openCounter', { name: 'n' }),
    ]);
    expect([refused, done].map(resultOf)).toEqual(['ALREADY_EXISTS', 'OK']);
  });
});

test('while the database is away commands fail at once, and go on when it is back', async () => {
  proxy.refuse();
  proxy.cut();
  const command = { commandId: randomUUID(), counterId: 'c', by: 1 };
  // It went out on a connection that was about to be lost.
  await expect(bus.send('increment', command)).rejects.toMatchObject({ code: 'COMMAND_OUTCOME_UNKNOWN' });
  await expect(bus.send('increment', command)).rejects.toMatchObject({ code: 'STORE_UNAVAILABLE' });
  proxy.open();
  expect(receiptOf(await bus.send('increment', command))).toMatchObject({ version: 2, replayed: false });
});

test('a stream that cannot be read harms only the commands on it', async () => {
  const strange = { category: 'counter', type: 'CounterMelted', schemaVersion: 1, data: {} };
  await direct.append([accepted([['counter/strange', 0, strange]])]);
  const sent = await Promise.allSettled([
    bus.send('increment', { counterId: 'c', by: 1 }),
    bus.send('increment', { counterId: 'strange', by: 1 }),
    bus.send('openCounter', { name: 'n' }),
  ]);
  expect(sent).toMatchObject([
    { status: 'fulfilled', value: { accepted: true } },
    { status: 'rejected', reason: { code: 'UNKNOWN_EVENT_TYPE' } },
    { status: 'fulfilled', value: { accepted: true } },
  ]);
});

test('a slow database makes commands slow, and nothing else', async () => {
  proxy.setLatency(30);
  const outcomes = await Promise.all(
    Array.from({ length: 5 }, () => bus.send('increment', { counterId: 'c', by: 1 })),
  );
  expect(outcomes.map((outcome) => receiptOf(outcome).version)).toEqual([2, 3, 4, 5, 6]);
  proxy.setLatency(0);
});
