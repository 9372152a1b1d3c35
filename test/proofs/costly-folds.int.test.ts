// One caller who has a long stream folded for its reads, twenty times a second and as often as it can, neither ends an API
// with a heap of 512 MB nor keeps others waiting: equal folds are shared.
import { beforeAll, expect, it, vi } from 'vitest';
import { modules } from '../../src/app/modules.ts';
import { createCommandBus } from '../../src/engine/flow/accept/commands/create-command-bus.ts';
import { createEventStore } from '../../src/engine/flow/accept/event-store/create-event-store.ts';
import { attackOn, neighbourOf } from '../support/attack.ts';
import { withAttackedApi, type AttackedApi } from '../support/attacked-api.ts';
import { resultOf } from '../support/command-bus.ts';
import { figures, sized } from '../support/proof.ts';
import { withDatabase, withRedis } from '../support/servers.ts';

vi.setConfig({ testTimeout: 120_000, hookTimeout: 240_000 });

const EVENTS = sized(300, 4901);
const DURATION_MS = sized(500, 30_000);
/** What a neighbour waits at most, in milliseconds: about as long as a page of events takes, several times. */
const MOST_MS = 150;
const NEIGHBOUR = '{ order(id: "nobody") { id } }';
const FOLD =
  'query { product(id: "long", consistency: { maxWaitMs: 0, ifBehind: WRITE_MODEL }) { version name } }';

const database = withDatabase();
const redis = withRedis();
const startAttacked = withAttackedApi();
let api: AttackedApi;

beforeAll(async () => {
  await fill();
  // Without a worker there is nothing but the write model.
  api = await startAttacked('test/support/api-process.ts', {
    NODE_ENV: 'test',
    PORT: '0',
    LOG_LEVEL: 'error',
    DATABASE_URL: database().url,
    REDIS_URL: redis().url,
    READ_MODEL_REDIS_URL: redis().url,
  });
  // What is slow only at first is no measure of quiet.
  await neighbourOf(api.url, NEIGHBOUR, { forMs: sized(200, 5000) });
});

async function fill(): Promise<void> {
  const events = modules.flatMap((module) => module.events);
  const store = createEventStore({ databaseUrl: database().url, events });
  const deciders = modules.flatMap((module) => module.deciders);
  const bus = createCommandBus({ store, deciders, doorbell: { ring: () => {} } });
  const send = async (command: string, input: Readonly<Record<string, unknown>>): Promise<void> => {
    const sent = { command, input, principal: 'ada', correlationId: 'folds' };
    expect(resultOf(await bus.dispatch(sent))).toBe('OK');
  };
  const price = { amount: '1.00', currency: 'EUR' };
  await send('listProduct', { productId: 'long', name: 'Mug', description: '', category: 'mugs', price });
  for (let version = 2; version <= EVENTS; version += 1) {
    await send('describeProduct', { productId: 'long', name: `Mug ${version}` });
  }
  await bus.close();
  await store.close();
}

it.each([
  ['twenty a second', { connections: 1, everyMs: 50, isSame: true }],
  ['of one text, as many as four connections can', { connections: 4, isSame: true }],
  ['each of another text, as many as four connections can', { connections: 4, isSame: false }],
])('folds of a long stream, %s', async (how, attack) => {
  const quiet = await neighbourOf(api.url, NEIGHBOUR, { forMs: sized(300, 5000) });
  const { p99, answers, sent } = await attackOn(
    api.url,
    { query: FOLD },
    { ...attack, forMs: DURATION_MS, neighbour: NEIGHBOUR },
  );
  const { heap, rss } = await api.memory();
  figures(`folds of ${EVENTS} events, ${how}`, {
    requests: sent,
    'p99 ms quiet': quiet,
    'p99 ms': p99,
    answers: answers.join(' '),
    'heap MB': heap,
    'RSS MB': rss,
  });
  expect(api.isRunning()).toBe(true);
  expect(heap).toBeLessThan(512);
  expect(answers).not.toContain('INTERNAL_SERVER_ERROR');
  if (sized(false, true)) expect(p99).toBeLessThanOrEqual(MOST_MS);
});
