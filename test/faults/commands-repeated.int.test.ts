// One command is sent many times at once to two APIs: it is done once, with one receipt.
import { expect, it, vi } from 'vitest';
import type { CommandRequest } from '../../src/engine/model/services.ts';
import { expectAllWell, PATIENCE_MS, withObservedApis } from '../support/fault-scene.ts';
import { figures, sized } from '../support/proof.ts';
import { openLedger, type Answer } from '../support/oracle/ledger.ts';
import { randomFrom, seedOfRun } from '../support/random.ts';
import { withDatabase, withRedis } from '../support/servers.ts';
import { withWorkerProcesses } from '../support/worker-processes.ts';

vi.setConfig({ testTimeout: PATIENCE_MS });

const TIMES = sized(200, 1000);

const database = withDatabase();
const redis = withRedis();
const startApi = withObservedApis();
const startWorker = withWorkerProcesses();

it(`a command sent ${TIMES} times at once to two APIs is done once, with one receipt`, async () => {
  const random = randomFrom(seedOfRun());
  const servers = { databaseUrl: database().url, redisUrl: redis().url };
  const apis = await Promise.all([startApi(servers), startApi(servers)]);
  const worker = startWorker(servers);
  const ledger = openLedger();
  const ask = (request: CommandRequest): Promise<Answer> =>
    ledger.ask(request, random.pick(apis).services.commands);
  const commandOf = (command: string, input: Readonly<Record<string, unknown>>): CommandRequest => ({
    command,
    input: { commandId: random.uuid(), ...input },
    principal: 'ada',
    correlationId: 'repeated',
  });
  const repeat = (request: CommandRequest) => Promise.all(Array.from({ length: TIMES }, () => ask(request)));
  const email = `${random.uuid()}@example.com`;
  const register = commandOf('registerCustomer', { customerId: 'c-1', name: 'Ada', email });
  const begun = performance.now();

  expect(countAnswers(await repeat(register))).toEqual({ first: 1, replayed: TIMES - 1, refused: 0 });
  // It makes two streams, and its id is made for it.
  const anonymous = commandOf('registerCustomer', { name: 'Grace', email: `g-${email}` });
  expect(countAnswers(await repeat(anonymous))).toEqual({ first: 1, replayed: TIMES - 1, refused: 0 });
  const rename = commandOf('changeCustomerName', { customerId: 'c-1', name: 'Augusta Ada' });
  expect(countAnswers(await repeat(rename))).toEqual({ first: 1, replayed: TIMES - 1, refused: 0 });
  const taken = commandOf('registerCustomer', { customerId: 'c-2', name: 'Eve', email });
  expect(countAnswers(await repeat(taken))).toEqual({ first: 0, replayed: 0, refused: TIMES });
  // All at once and mixed with the same ids under another input: somebody is first, the others are told so.
  const [one, other] = [
    commandOf('changeCustomerName', { customerId: 'c-1', name: 'One' }),
    commandOf('changeCustomerName', { customerId: 'c-1', name: 'Other' }),
  ];
  const mixed = await Promise.all(
    Array.from({ length: TIMES }, (_, index) =>
      ask(index % 2 === 0 ? one : { ...other, input: { ...other.input, commandId: one.input['commandId'] } }),
    ),
  );
  expect(countAnswers(mixed)).toEqual({ first: 1, replayed: TIMES / 2 - 1, refused: TIMES / 2 });

  const ms = Math.round(performance.now() - begun);
  await worker.ready;
  const { store, catchUpMs } = await expectAllWell(servers, ledger.attempts);
  expect(store.events.map(({ type }) => type).sort()).toEqual([
    'CustomerNameChanged',
    'CustomerNameChanged',
    'CustomerRegistered',
    'CustomerRegistered',
    'EmailReserved',
    'EmailReserved',
  ]);
  figures(`one command ${TIMES} times at once`, {
    seed: random.seed,
    asked: 5 * TIMES,
    commands: ledger.attempts.length,
    events: store.events.length,
    ms,
    'catch-up ms': catchUpMs,
  });
});

function countAnswers(answers: readonly Answer[]) {
  const receipts = answers.flatMap((each) => (each.kind === 'accepted' ? [each.receipt] : []));
  const replayed = receipts.filter((receipt) => receipt.replayed).length;
  return {
    first: receipts.length - replayed,
    replayed,
    refused: answers.filter(({ kind }) => kind === 'refused').length,
  };
}
