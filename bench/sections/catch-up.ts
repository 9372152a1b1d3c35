// Events per second that a read model takes in when it has a long way to go, and the memory that takes.
import { modules } from '../../src/app/modules.ts';
import { orderProjection as projection } from '../../src/domain/orders/projections/order.ts';
import type { EventStore } from '../../src/engine/model/event-store.ts';
import type { JsonObject } from '../../src/engine/model/json.ts';
import { foldByJobs } from '../alternatives/job-per-event.ts';
import { CaughtUp, peak, type Sample } from '../support/caught-up.ts';
import { startChild } from '../support/child.ts';
import { environmentFor } from '../support/config.ts';
import { fillStore, withStore } from '../support/fill-store.ts';
import { placeOrders } from '../support/operations.ts';
import { number, type Figure } from '../support/report.ts';
import type { Servers, Stage } from '../support/servers.ts';
import { CUSTOMERS, LIFE, orderId } from '../support/shop.ts';

/** Events, and orders that are open at the same time. */
const BUSY = { events: 200_000, open: 250 };
/** As bad as it gets: more documents than a projector keeps in memory. */
const SCATTERED = { events: 60_000, open: 5_000 };
const ROUNDS = 2;
const JOBS = 5_000;
const WARM_UP_JOBS = 500;

type Say = (line: string) => void;

export async function measureCatchUp(stage: Stage, say: Say): Promise<readonly Figure[]> {
  const busy = await stage.fresh('catch_up');
  const jobs = await filled(busy, say, BUSY);
  const byJobs: number[] = [];
  const alone: Run[] = [];
  // By turns, so that what disturbs one disturbs the other; the best of each counts.
  for (let round = 0; round < ROUNDS; round += 1) {
    await stage.emptied(busy);
    byJobs.push(await foldByJobs({ ...jobs, redisUrl: busy.redisUrl, projection, warmUp: WARM_UP_JOBS }));
    say(`one job per event: ${number(byJobs.at(-1) ?? NaN)} events/s`);
    alone.push(
      await catchUp(await stage.emptied(busy), say, { head: BUSY.events, projection: projection.name }),
    );
  }
  const all = await catchUp(await stage.emptied(busy), say, { head: BUSY.events });
  const byTwo = await catchUp(await stage.emptied(busy), say, { head: BUSY.events, processes: 2 });
  const apart = await stage.fresh('scattered');
  await filled(apart, say, SCATTERED);
  const scattered = await catchUp(apart, say, { head: SCATTERED.events, projection: projection.name });
  return figuresOf(Math.max(...byJobs), { alone: best(alone), all, byTwo, scattered });
}

interface History {
  readonly events: number;
  readonly open: number;
}

/** Says what the alternative is to fold. */
async function filled(servers: Servers, say: Say, { events, open }: History) {
  await placeOrders(servers, 0);
  return withStore(servers, async (store) => {
    const began = performance.now();
    const progress = (appended: number): void => {
      if (appended % 50_000 === 0) say(`${number(appended)} events appended`);
    };
    await fillStore(store, { events, open, progress });
    say(`${number(events)} events in ${number((performance.now() - began) / 1000)} s`);
    return eventsForJobs(store);
  });
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

interface Run {
  readonly samples: readonly Sample[];
  readonly perSecond: number;
}

interface Filling {
  readonly head: number;
  /** All if omitted. */
  readonly projection?: string;
  /** Workers that divide the lanes between them; one if omitted. */
  readonly processes?: number;
}

/** Each process waits for the last lane. @returns what the slower one saw. */
async function catchUp(servers: Servers, say: Say, { processes = 1, ...what }: Filling): Promise<Run> {
  const settings = { environment: environmentFor(servers), ...what };
  const workers = Array.from({ length: processes }, () => startChild('catch-up.mjs', settings));
  const runs = await Promise.all(
    workers.map(async ({ said, ended }) => {
      const { samples } = CaughtUp.parse(await said);
      await ended;
      return { samples, perSecond: (what.head / (samples.at(-1)?.ms ?? NaN)) * 1000 };
    }),
  );
  const slower = runs.reduce((one, other) => (other.perSecond < one.perSecond ? other : one));
  say(
    `${what.projection ?? 'all projections'}, processes: ${processes}: ${number(slower.perSecond)} events/s`,
  );
  return slower;
}

const best = (runs: readonly Run[]): Run =>
  runs.reduce((fastest, run) => (run.perSecond > fastest.perSecond ? run : fastest));

interface Ways {
  readonly alone: Run;
  readonly all: Run;
  readonly byTwo: Run;
  readonly scattered: Run;
}

function figuresOf(byJobs: number, { alone, all, byTwo, scattered }: Ways): readonly Figure[] {
  const count = modules.flatMap(({ projections }) => projections).length;
  const against = { name: 'one ordered BullMQ job per event, projection `order`', value: byJobs };
  return [
    {
      name: `projection \`order\` alone, ${number(BUSY.events)} events, ${BUSY.open} orders open`,
      value: alone.perSecond,
      unit: 'events/s',
      against,
      required: { atLeast: 10 },
    },
    {
      name: `the same, ${number(SCATTERED.events)} events, ${number(SCATTERED.open)} orders open`,
      value: scattered.perSecond,
      unit: 'events/s',
      against,
      required: { atLeast: 3 },
      note: 'each event has its document loaded and written: no two of a batch are of one order',
    },
    {
      name: `all ${count} projections of the shop in one process`,
      value: all.perSecond,
      unit: 'events/s',
      against,
      required: { atLeast: 3 },
      note: `every event goes past ${count} lanes: ${number(all.perSecond * count)} lane events/s`,
    },
    {
      name: 'the same in two processes',
      value: byTwo.perSecond,
      unit: 'events/s',
      against,
      required: { atLeast: 4.5 },
      note: `against one process: ${number(byTwo.perSecond / all.perSecond)}`,
    },
    ...memory('`order` alone', alone.samples),
    ...memory(`all ${count}`, all.samples),
  ];
}

/** The second half may not take more than the first, apart from what a garbage collector leaves to chance. */
function memory(name: string, samples: readonly Sample[]): readonly Figure[] {
  const half = (of: 'rss' | 'heapUsed'): Figure => {
    const [first, second] = [
      peak(samples, of, 0, BUSY.events / 2),
      peak(samples, of, BUSY.events / 2, BUSY.events),
    ];
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
