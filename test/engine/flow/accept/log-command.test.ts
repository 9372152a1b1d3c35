// The debug line of a command says what came of it, and nothing of what was in it.
import { randomUUID } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { createCommandBus } from '../../../../src/engine/flow/accept/commands/create-command-bus.ts';
import { silentLogger, type Logger } from '../../../../src/engine/model/logger.ts';
import { loggerTo } from '../../../../src/engine/observability/logger.ts';
import { memoryEventStore } from '../../../../src/engine/testing/memory/memory-event-store.ts';
import { testDeciders, testEvents } from '../../../support/counter-domain.ts';

const SECRET = 'a-secret-of-the-caller';

function scene(logger: Logger, maxPending?: number) {
  const store = memoryEventStore({ events: testEvents, clock: () => new Date() });
  const bus = createCommandBus({
    ...{ store, deciders: testDeciders, doorbell: { ring: () => {} }, logger },
    ...(maxPending === undefined ? {} : { maxPending }),
  });
  const send = (command: string, input: Readonly<Record<string, unknown>>) =>
    bus.dispatch({ command, input, principal: SECRET, correlationId: 'correlation' });
  return { bus, send, store };
}

/** What a logger for debug lines writes. */
function recording(maxPending?: number) {
  const lines: object[] = [];
  const logger: Logger = { ...silentLogger, debug: (fields) => void lines.push(fields()) };
  return { lines, ...scene(logger, maxPending) };
}

const every = { ms: expect.any(Number), correlationId: 'correlation' };

describe('a command leaves one debug line', () => {
  test('when it is accepted, and when it comes again', async () => {
    const { lines, send } = recording();
    const commandId = randomUUID();
    for (let time = 0; time < 2; time += 1)
      await send('openCounter', { counterId: 'c', name: SECRET, commandId });
    const line = { ...every, command: 'openCounter', outcome: 'accepted', commandId, version: 1 };
    expect(lines).toEqual([
      { ...line, stream: 'counter/c' },
      { ...line, stream: 'counter/c', replayed: true },
    ]);
  });

  test('when its id was made here', async () => {
    const { lines, send } = recording();
    const outcome = await send('openCounter', { name: SECRET });
    const { receipt } = outcome.accepted ? outcome : { receipt: undefined };
    expect(lines).toEqual([
      {
        ...{ ...every, command: 'openCounter', outcome: 'accepted', version: 1 },
        ...{ commandId: receipt?.commandId, stream: `counter/${receipt?.streamId}` },
      },
    ]);
  });

  test('when it is refused, with the code', async () => {
    const { lines, send } = recording();
    await send('rename', { counterId: 'c', name: SECRET });
    await send('rename', { counterId: `not an id: ${SECRET}`, name: '' });
    const line = { ...every, command: 'rename', commandId: expect.any(String) };
    expect(lines).toEqual([
      { ...line, outcome: 'NOT_FOUND', stream: 'counter/c' },
      { ...line, outcome: 'VALIDATION_FAILED' },
    ]);
  });

  test('when it fails, with the code, and what it was called only if there is such a command', async () => {
    const { lines, send, bus } = recording();
    await expect(send(SECRET, { commandId: SECRET })).rejects.toThrow();
    await bus.close();
    const commandId = randomUUID();
    await expect(send('rename', { counterId: 'c', name: SECRET, commandId })).rejects.toThrow();
    expect(lines).toEqual([
      { ...every, outcome: 'UNKNOWN_COMMAND' },
      { ...every, command: 'rename', outcome: 'SHUTTING_DOWN', commandId, stream: 'counter/c' },
    ]);
  });

  test('when the code fails, with the id that the error line of the request has, too', async () => {
    const { lines, send, store } = recording();
    store.append = () => Promise.reject(new TypeError('a bug'));
    const failed: unknown = await send('openCounter', { counterId: 'c', name: SECRET }).catch(
      (error: unknown) => error,
    );
    const line = { ...every, command: 'openCounter', outcome: 'COMMAND_FAILED', stream: 'counter/c' };
    expect(lines).toEqual([{ ...line, commandId: expect.any(String) }]);
    expect(failed).toMatchObject({ details: { commandId: Reflect.get(lines[0] ?? {}, 'commandId') } });
  });

  test('when it is turned away', async () => {
    const { lines, send } = recording(0);
    await expect(send('rename', { counterId: 'c', name: SECRET })).rejects.toThrow();
    expect(lines).toEqual([{ ...every, command: 'rename', outcome: 'OVERLOADED', stream: 'counter/c' }]);
  });

  test('with nothing of the caller in it, as it is written', async () => {
    const written: string[] = [];
    const { send } = scene(loggerTo({ write: (line) => void written.push(line) }, { level: 'debug' }));
    await send('openCounter', { counterId: 'c', name: SECRET });
    await send('rename', { counterId: SECRET, name: '' }).catch(() => undefined);
    await send('explode', { counterId: 'c', name: SECRET }).catch(() => undefined);
    expect(written).toHaveLength(3);
    expect(written[0]).toContain('"outcome":"accepted"');
    expect([written[0], written[2]].join()).not.toContain(SECRET);
  });
});

test('where debug lines are not written, none is made', async () => {
  const logger = loggerTo({ write: () => undefined }, { level: 'info' });
  logger.debug(() => {
    throw new Error('It was made.');
  }, 'told');
  const { send } = scene({ ...silentLogger, debug: () => undefined });
  expect(await send('openCounter', { counterId: 'c', name: 'n' })).toMatchObject({ accepted: true });
});
