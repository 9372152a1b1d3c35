// Single keys of live generations are deleted while everybody works with them: no lane stops, no reader is told that what
// there is does not exist or is shown less than it knows, and every document that gets an event or is asked for at its
// version is right within 30 seconds. What nobody asks for is left: values and indexes that no event touches.
import { Redis } from 'ioredis';
import { afterEach, expect, it, vi } from 'vitest';
import type { Running } from '../../src/engine/host/running.ts';
import type { Services } from '../../src/engine/graphql/context.ts';
import type { RecordedEvent } from '../../src/engine/model/events.ts';
import { SlipstreamError } from '../../src/engine/model/errors.ts';
import { silentLogger } from '../../src/engine/model/logger.ts';
import { eventually } from '../support/eventually.ts';
import {
  CATCH_UP_WITHIN_MS,
  settingsOf,
  PATIENCE_MS,
  sceneOf,
  withObservedApis,
} from '../support/fault-scene.ts';
import { observedModules, observedProjections } from '../support/observed-modules.ts';
import { judge, untilCaughtUp } from '../support/oracle/judge.ts';
import { readStore } from '../support/oracle/read-store.ts';
import { watchReads } from '../support/oracle/watch-reads.ts';
import { figures, sized } from '../support/proof.ts';
import { randomFrom, seedOfRun, type Random } from '../support/random.ts';
import { withDatabase, withRedis } from '../support/servers.ts';
import { startShopLoad } from '../support/shop-load.ts';
import { startWorker } from '../support/roles.ts';

vi.setConfig({ testTimeout: PATIENCE_MS });

const ROUNDS = sized(1, 15);
const KEYS = 20;
const BEFORE_EACH = sized(60, 400);
/** The short form runs beside other tests, which take the processors. */
const RIGHT_WITHIN_MS = sized(60_000, 30_000);

const database = withDatabase();
const redis = withRedis();
const startApi = withObservedApis();
const workers: Running[] = [];
afterEach(() => Promise.all(workers.splice(0).map((worker) => worker.close(5000))));

const STATUSES = ['CREATED', 'PAID', 'SHIPPED', 'DELIVERED', 'CANCELLED'];
const REGIONS = [...['AFRICA', 'ANTARCTICA', 'ASIA', 'EUROPE', 'NORTH_AMERICA', 'OCEANIA', 'SOUTH_AMERICA']];

interface LostKey {
  readonly readModel: string;
  /** `doc:…`, `ref:…`, `in:…`, `list:…`, `rank:…`, `at` or `register`. */
  readonly name: string;
}

it('is made up for wherever an event or a reader meets it', async () => {
  const random = randomFrom(seedOfRun());
  const servers = { databaseUrl: database().url, redisUrl: redis().url };
  const codes = new Map<string, number>();
  const count = (fields: object): void => {
    const code = 'code' in fields ? String(fields.code) : 'none';
    codes.set(code, (codes.get(code) ?? 0) + 1);
  };
  const logger = { ...silentLogger, warn: count, error: count };
  const { services } = await startApi(servers);
  workers.push(await startWorker({ settings: settingsOf(servers), modules: observedModules, logger }));
  const load = await startShopLoad({ commands: services.commands, random: random.fork() });
  const reads = watchReads({ reads: services.reads, receipts: load.orders, random: random.fork() });
  const client = new Redis(servers.redisUrl);
  const kinds = new Map<string, number>();
  let slowest = 0;
  try {
    await untilLive(client);
    for (let round = 0; round < ROUNDS; round += 1) {
      const before = load.accepted();
      await eventually('commands', () => load.accepted() >= before + BEFORE_EACH || undefined);
      const lost = await loseKeys(client, random, round === 0);
      for (const { name } of lost) kinds.set(kindOf(name), (kinds.get(kindOf(name)) ?? 0) + 1);
      const begun = performance.now();
      const { events } = await readStore(servers.databaseUrl);
      await Promise.all(lost.map((key) => untilRight(services, key, events)));
      slowest = Math.max(slowest, performance.now() - begun);
    }
    await load.stop();
    await reads.stop();
    await untilCaughtUp(sceneOf(servers), CATCH_UP_WITHIN_MS);
    await askEverything(services, servers.databaseUrl);
    // A lane that has lost its register goes on with what it has while another generation is filled beside it.
    let wrong: readonly string[] = [];
    const store = await eventually('all to be right', async () => {
      const verdict = await judge(sceneOf(servers), load.ledger.attempts);
      wrong = verdict.faults.filter((fault) => !/ (reference|index) \S+ is missing$/.test(fault));
      return wrong.length === 0 ? verdict.store : undefined;
    }).catch(() => undefined);
    expect(wrong.slice(0, 20)).toEqual([]);
    expect(reads.faults.slice(0, 10)).toEqual([]);
    expect(codes.get('LANE_STOPPED')).toBeUndefined();
    expect(slowest).toBeLessThan(RIGHT_WITHIN_MS);
    figures('keys deleted under load', {
      keys: ROUNDS * KEYS,
      ...Object.fromEntries(kinds),
      commands: load.ledger.attempts.length,
      events: store?.events.length ?? 0,
      reads: reads.count('document'),
      'false nulls': reads.count('null'),
      'rebuilding answers': reads.count('REBUILDING'),
      'lanes filled anew': (codes.get('INDEX_LOST') ?? 0) + (codes.get('GENERATION_DIVERGED') ?? 0),
      'right within ms': Math.round(slowest),
    });
  } finally {
    client.disconnect();
  }
});

const kindOf = (name: string): string => name.split(':', 1)[0] ?? '';

async function keysOfLive(client: Redis): Promise<readonly (LostKey & { readonly key: string })[]> {
  const keys = await client.keys('slip:{*');
  const live = await Promise.all(
    keys
      .filter((key) => key.endsWith('}:live'))
      .map(async (key) => {
        const pointer = (await client.get(key)) ?? '';
        return { prefix: `${key.slice(0, -'live'.length)}${pointer.split('|')[0]}:`, pointer };
      }),
  );
  return keys.flatMap((key) => {
    const of = live.find(({ prefix, pointer }) => key.startsWith(prefix) && pointer.endsWith('|live'));
    const [, readModel] = /\{[^}]*?([A-Za-z]+)\.\d+\}/.exec(key) ?? [];
    return of && readModel !== undefined ? [{ key, readModel, name: key.slice(of.prefix.length) }] : [];
  });
}

async function untilLive(client: Redis): Promise<void> {
  const inRedis = observedProjections.filter(({ store }) => store === 'redis').length;
  await eventually('all lanes to be live', async () => {
    const names = (await keysOfLive(client)).filter(({ name }) => name === 'at');
    return names.length >= inRedis || undefined;
  });
}

/** @param ofEachKind one of each kind among them. */
async function loseKeys(client: Redis, random: Random, ofEachKind: boolean): Promise<readonly LostKey[]> {
  const left = [...(await keysOfLive(client))];
  const take = (from: readonly (typeof left)[number][]): (typeof left)[number] => {
    const chosen = random.pick(from);
    left.splice(left.indexOf(chosen), 1);
    return chosen;
  };
  const kinds = ofEachKind ? [...new Set(left.map(({ name }) => kindOf(name)))] : [];
  const chosen = kinds.map((kind) => take(left.filter(({ name }) => kindOf(name) === kind)));
  while (chosen.length < KEYS) chosen.push(take(left));
  await client.del(chosen.map(({ key }) => key));
  return chosen;
}

/** As it is read by whoever knows how far its stream had come. */
async function untilRight(
  { reads }: Services,
  { readModel, name }: LostKey,
  events: readonly RecordedEvent[],
): Promise<void> {
  const projection = observedProjections.find((each) => each.name === readModel);
  if (!projection || kindOf(name) !== 'doc') return;
  const id = name.slice('doc:'.length);
  const own = events.filter(({ category, streamId }) => category === projection.owner && streamId === id);
  await eventually(
    `${readModel} ${id}`,
    async () => {
      const request = { readModel, id, maxWaitMs: 50, ifBehind: 'ERROR', minVersion: own.length } as const;
      return reads.read(request).then(() => true, notYet);
    },
    { withinMs: RIGHT_WITHIN_MS },
  );
}

function notYet(error: unknown): undefined {
  const codes = ['REBUILDING', 'PROJECTION_BEHIND', 'READ_MODEL_UNAVAILABLE'];
  if (!(error instanceof SlipstreamError && codes.includes(error.code))) throw error;
}

/** Every document, page and ranking, again until none of it is being filled. */
async function askEverything({ reads, lists, rankings }: Services, databaseUrl: string): Promise<void> {
  const { events } = await readStore(databaseUrl);
  const idsOf = (category: string): readonly string[] => [
    ...new Set(events.filter((event) => event.category === category).map(({ streamId }) => streamId)),
  ];
  const versions = new Map<string, number>();
  for (const { category, streamId, version } of events) versions.set(`${category}/${streamId}`, version);
  const anyhow = { maxWaitMs: 0, ifBehind: 'ERROR' } as const;
  const page = { first: 100, ...anyhow };
  const questions: (() => Promise<unknown>)[] = [];
  for (const { name: readModel, owner, route } of observedProjections) {
    if (owner !== undefined) {
      for (const id of idsOf(owner)) {
        const minVersion = versions.get(`${owner}/${id}`) ?? 0;
        questions.push(() => reads.read({ readModel, id, minVersion, ...anyhow }));
      }
    } else {
      for (const id of new Set(events.flatMap((event) => route(event)))) {
        questions.push(() => reads.read({ readModel, id, ...anyhow }));
      }
    }
  }
  for (const customerId of idsOf('customer')) {
    const values = { customerId };
    questions.push(() =>
      lists.page({ readModel: 'customerOrders', list: 'customerOrders', values, ...page }),
    );
  }
  for (const accountId of idsOf('account')) {
    const values = { accountId };
    questions.push(() =>
      lists.page({ readModel: 'accountStatement', list: 'accountStatement', values, ...page }),
    );
  }
  for (const status of [undefined, ...STATUSES]) {
    for (const region of [undefined, ...REGIONS]) {
      const values = { ...(status && { status }), ...(region && { region }) };
      questions.push(() => lists.page({ readModel: 'adminOrders', list: 'adminOrders', values, ...page }));
    }
  }
  questions.push(() => lists.page({ readModel: 'waitingOrder', list: 'waitingOrders', values: {}, ...page }));
  questions.push(() => rankings.top({ readModel: 'loyaltyProfile', ranking: 'loyaltyLeaderboard', ...page }));
  for (const ask of questions) {
    await eventually('an answer', () => ask().then(() => true, notYet), { withinMs: RIGHT_WITHIN_MS });
  }
}
