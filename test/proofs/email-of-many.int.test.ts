// A customer with many orders takes another email address, and the worker is killed half way through its fan-out: every order
// shows the new address in the end, and none ever shows the old one as new.
import { Redis } from 'ioredis';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it, vi } from 'vitest';
import { SlipstreamError } from '../../src/engine/model/errors.ts';
import { comparePositions } from '../../src/engine/model/position.ts';
import type { CommandBus, ReadService } from '../../src/engine/model/services.ts';
import { decodeToken } from '../../src/engine/model/token.ts';
import { eventually } from '../support/eventually.ts';
import { PATIENCE_MS, withObservedApis } from '../support/fault-scene.ts';
import { observedProjections } from '../support/observed-modules.ts';
import { readLanes } from '../support/oracle/read-documents.ts';
import { figures, sized } from '../support/proof.ts';
import { randomFrom, seedOfRun, type Random } from '../support/random.ts';
import { withDatabase, withRedis } from '../support/servers.ts';
import { withWorkerProcesses } from '../support/worker-processes.ts';

vi.setConfig({ testTimeout: PATIENCE_MS });

const ORDERS = sized(3_000, 50_000);
const AT_ONCE = 512;
const OLD = 'old@example.com';
const NEW = 'new@example.com';

const database = withDatabase();
const redis = withRedis();
const startApi = withObservedApis();
const READ_MODELS = ['order', 'orderSummary'];
const startWorker = withWorkerProcesses(undefined, { ONLY_PROJECTIONS: READ_MODELS.join() });

const folded = observedProjections.filter(({ name }) => READ_MODELS.includes(name));

const orderId = (number: number): string => `order-${String(number).padStart(5, '0')}`;

it('every order shows the new address in the end, and none ever shows the old one as new', async () => {
  const random = randomFrom(seedOfRun());
  const servers = { databaseUrl: database().url, redisUrl: redis().url };
  const { services } = await startApi(servers);
  const documents = new Redis(servers.redisUrl);
  const lastToken = await fillShop(services.commands);
  const first = startWorker(servers);
  await first.ready;
  await untilAllAt(documents, positionOf(lastToken));

  const begun = performance.now();
  const changed = await ask(services.commands, 'changeCustomerEmail', { customerId: 'ada', email: NEW });
  const readers = startReaders(services.reads, changed, random);
  const atKill = await eventually('half of the fan-out', () => cursorBeyond(documents, orderId(ORDERS / 2)), {
    everyMs: 1,
  });
  await first.kill();
  const halfWay = await emailsIn(documents, 'order');
  const second = startWorker(servers);
  const afterRestart = await eventually(
    'another batch',
    async () => {
      const cursor = await cursorBeyond(documents, '');
      return cursor === atKill ? undefined : (cursor ?? 'done');
    },
    { everyMs: 1 },
  );
  await second.ready;
  await untilAllAt(documents, positionOf(changed));
  const tookMs = performance.now() - begun;
  await eventually('a read of what is new', () => readers.haveReached() || undefined);
  const seen = await readers.stop();

  expect(halfWay.get(OLD)).toBeGreaterThan(0);
  expect(halfWay.get(NEW)).toBeGreaterThanOrEqual(ORDERS / 2);
  // It went on where it had been, not from the beginning.
  expect(afterRestart > atKill).toBe(true);
  for (const readModel of READ_MODELS) {
    expect(await emailsIn(documents, readModel)).toEqual(new Map([[NEW, ORDERS]]));
  }
  expect(seen.lies).toEqual([]);
  expect(seen.behind).toBeGreaterThan(0);
  expect(seen.reached).toBeGreaterThan(0);
  documents.disconnect();
  figures(`one email address in ${ORDERS} orders`, {
    seed: random.seed,
    'rewritten before the kill': halfWay.get(NEW) ?? 0,
    'ms with the kill and the start of another worker': Math.round(tookMs),
    ...{ reads: seen.reads, behind: seen.behind, reached: seen.reached },
  });
});

async function fillShop(commands: CommandBus): Promise<string> {
  const price = { amount: '2.00', currency: 'EUR' };
  await ask(commands, 'registerCustomer', { customerId: 'ada', name: 'Ada', email: OLD });
  const pen = { productId: 'pen', name: 'Pen', description: '', category: 'pens', price };
  let token = await ask(commands, 'listProduct', pen);
  for (let from = 0; from < ORDERS; from += AT_ONCE) {
    const numbers = Array.from({ length: Math.min(AT_ONCE, ORDERS - from) }, (_, index) => from + index);
    const items = [{ productId: 'pen', quantity: 1 }];
    const tokens = await Promise.all(
      numbers.map((number) =>
        ask(commands, 'createOrder', { orderId: orderId(number), customerId: 'ada', items }),
      ),
    );
    token = tokens.reduce((a, b) => (comparePositions(positionOf(a), positionOf(b)) > 0 ? a : b), token);
  }
  return token;
}

async function ask(
  commands: CommandBus,
  command: string,
  input: Readonly<Record<string, unknown>>,
): Promise<string> {
  const request = { command, input, principal: 'ada', correlationId: 'email-of-many' };
  const outcome = await commands.dispatch(request);
  if (outcome.accepted) return outcome.receipt.token;
  throw new Error(outcome.rejection.message);
}

function positionOf(token: string): string {
  return decodeToken(token)?.position ?? '';
}

/** Readers who ask for what the write made true, and readers who take what there is. */
function startReaders(reads: ReadService, token: string, random: Random) {
  const figures = { reads: 0, behind: 0, reached: 0 };
  const lies: string[] = [];
  let isStopped = false;
  const readOnce = async (): Promise<void> => {
    const id = orderId(random.below(ORDERS));
    const readModel = random.pick(READ_MODELS);
    const freshness = random.chance(0.5) ? { after: token } : {};
    const { document, token: label } = await reads.read({
      ...{ readModel, id, maxWaitMs: 0, ifBehind: 'ERROR' },
      ...freshness,
    });
    const isLabelledNew = comparePositions(positionOf(label), positionOf(token)) >= 0;
    const shows = JSON.stringify(document?.body);
    if (isLabelledNew && !shows?.includes(NEW)) lies.push(`${readModel} ${id} at ${label}: ${shows}`);
    if (isLabelledNew) figures.reached += 1;
  };
  const read = async (): Promise<void> => {
    while (!isStopped) {
      figures.reads += 1;
      await readOnce().catch((error: unknown) => {
        if (!(error instanceof SlipstreamError) || error.code !== 'PROJECTION_BEHIND') throw error;
        figures.behind += 1;
      });
      await sleep(2);
    }
  };
  const running = Promise.all([read(), read(), read(), read()]);
  return {
    haveReached: () => figures.reached > 0,
    stop: async () => {
      isStopped = true;
      await running;
      return { ...figures, lies };
    },
  };
}

/** The order up to which the lane of the orders is rewritten, if that is beyond one; nothing if none is being so. */
async function cursorBeyond(documents: Redis, beyond: string): Promise<string | undefined> {
  const order = observedProjections.find(({ name }) => name === 'order');
  const [lane] = order ? await readLanes(documents, order) : [];
  const cursor = lane?.checkpoint.split('|').at(-1)?.split('/')[1] ?? '';
  return cursor > beyond ? cursor : undefined;
}

async function untilAllAt(documents: Redis, position: string): Promise<void> {
  await eventually(
    `all lanes at ${position}`,
    async () => {
      const lanes = await Promise.all(folded.map((each) => readLanes(documents, each)));
      const there = lanes.flat().every((lane) => lane.state === 'live' && lane.position === position);
      return there ? true : undefined;
    },
    { withinMs: PATIENCE_MS, everyMs: 100 },
  );
}

/** How many documents of a read model show which of the two addresses. */
async function emailsIn(documents: Redis, readModel: string): Promise<ReadonlyMap<string, number>> {
  const generation = (await documents.get(`slip:{test:${readModel}.0}:live`))?.split('|')[0] ?? '';
  const counts = new Map<string, number>();
  for (let from = 0; from < ORDERS; from += 1000) {
    const keys = Array.from(
      { length: 1000 },
      (_, index) => `slip:{test:${readModel}.0}:${generation}:doc:${orderId(from + index)}`,
    );
    for (const text of await documents.mget(keys)) {
      const email = [OLD, NEW].find((each) => text?.includes(each)) ?? 'none';
      counts.set(email, (counts.get(email) ?? 0) + 1);
    }
  }
  return counts;
}
