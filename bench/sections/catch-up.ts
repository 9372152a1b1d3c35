// How many events per second a read model takes in when it has a long way to go, and what memory that takes.
import { modules } from '../../src/app/modules.ts';
import { projectionsOf } from '../../src/app/lanes.ts';
import { orderProjection } from '../../src/domain/orders/projections/order.ts';
import { createCommandBus, createEventStore } from '../../src/engine/runtime.ts';
import type { EventStore } from '../../src/engine/model/event-store.ts';
import type { JsonObject } from '../../src/engine/model/json.ts';
import { foldByJobs } from '../alternatives/job-per-event.ts';
import { CaughtUp, peak, type Sample } from '../support/caught-up.ts';
import { startChild } from '../support/child.ts';
import { fillStore } from '../support/fill-store.ts';
import { number, type Figure } from '../support/report.ts';
import type { Servers, Stage } from '../support/servers.ts';
import { CUSTOMERS, LIFE, openShop, orderId } from '../support/shop.ts';

const EVENTS = 200_000;
const JOBS = 5_000;
const WARM_UP_JOBS = 500;

type Say = (line: string) => void;

export async function measureCatchUp(stage: Stage, say: Say): Promise<readonly Figure[]> {
  const servers = await stage.fresh('catch_up');
  const store = createEventStore({
    databaseUrl: servers.databaseUrl,
    events: modules.flatMap(({ events }) => events),
    poolSize: 5,
  });
  try {
    await fill(store, say);
    const byJobs = await foldByJobs({
      redisUrl: servers.redisUrl,
      projection: orderProjection,
      warmUp: WARM_UP_JOBS,
      ...(await eventsForJobs(store)),
    });
    say(`one job per event: ${number(byJobs)} events/s`);
    const one = await catchUp(await stage.emptied(servers), say, orderProjection.name);
    const all = await catchUp(await stage.emptied(servers), say);
    return figuresOf(byJobs, { one, all });
  } finally {
    await store.close();
  }
}

async function fill(store: ReturnType<typeof createEventStore>, say: Say): Promise<void> {
  const deciders = modules.flatMap(({ deciders }) => deciders);
  const commands = createCommandBus({ store, deciders, doorbell: { ring: () => {} } });
  await openShop(commands);
  await commands.close();
  const began = performance.now();
  await fillStore(store, EVENTS, (events) => {
    if (events % 50_000 === 0) say(`${number(events)} events appended`);
  });
  say(`filled in ${number((performance.now() - began) / 1000)} s`);
}

/** Whole lives of orders, in the order of their events, and what they show of customers. */
async function eventsForJobs(store: EventStore) {
  const orders = Array.from({ length: (JOBS + WARM_UP_JOBS) / LIFE.length }, (_, order) => order);
  const { streams } = await store.readStreams(
    orders.map((order) => ({ stream: `order/${orderId(order)}`, after: 0 })),
  );
  const events = streams.flat().toSorted((a, b) => Number(a.position) - Number(b.position));
  const references = new Map<string, JsonObject>();
  for (let id = 0; id < CUSTOMERS; id += 1) {
    const customer = { id: `customer-${id}`, name: `Customer ${id}`, email: `customer-${id}@example.com` };
    references.set(`customer/${customer.id}`, customer);
  }
  return { events, references };
}

async function catchUp(servers: Servers, say: Say, projection?: string): Promise<readonly Sample[]> {
  const worker = startChild('catch-up', { ...servers, head: EVENTS, projection });
  const { samples } = CaughtUp.parse(await worker.said);
  await worker.ended;
  say(`${projection ?? 'all projections'}: ${number(perSecond(samples))} events/s`);
  return samples;
}

const perSecond = (samples: readonly Sample[]): number => (EVENTS / (samples.at(-1)?.ms ?? NaN)) * 1000;

interface Ways {
  readonly one: readonly Sample[];
  readonly all: readonly Sample[];
}

function figuresOf(byJobs: number, { one, all }: Ways): readonly Figure[] {
  const count = projectionsOf(modules).length;
  const against = { name: 'one ordered BullMQ job per event, projection `order`', value: byJobs };
  return [
    {
      name: `projection \`order\` alone, ${number(EVENTS)} events`,
      value: perSecond(one),
      unit: 'events/s',
      against,
      required: { atLeast: 10 },
    },
    {
      name: `all ${count} projections of the shop in one process`,
      value: perSecond(all),
      unit: 'events/s',
      against,
      note: `every event goes past ${count} lanes: ${number(perSecond(all) * count)} lane events/s`,
    },
    ...memory('`order` alone', one),
    ...memory(`all ${count}`, all),
  ];
}

/** The second half may not take more than the first, apart from what a garbage collector leaves to chance. */
function memory(name: string, samples: readonly Sample[]): readonly Figure[] {
  const half = (of: 'rss' | 'heapUsed'): Figure => {
    const [first, second] = [peak(samples, of, 0, EVENTS / 2), peak(samples, of, EVENTS / 2, EVENTS)];
    return {
      name: `peak ${of === 'rss' ? 'memory (RSS)' : 'heap'}, ${name}`,
      value: second / 2 ** 20,
      unit: 'MB',
      against: { name: 'in the first half', value: first / 2 ** 20 },
      ...(of === 'rss' ? { required: { below: 1.2 } } : {}),
    };
  };
  return [half('rss'), half('heapUsed')];
}
