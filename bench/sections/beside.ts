// Reads of one order in a process that runs API and worker, at rest and while it fills all other read models.
import { Redis } from 'ioredis';
import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { shop } from '../../src/app/system.ts';
import { startChild } from '../support/child.ts';
import { environmentFor, keys } from '../support/config.ts';
import { fillStore, withStore } from '../support/fill-store.ts';
import { connectHttp, type HttpClient } from '../support/http-client.ts';
import { percentiles } from '../support/load.ts';
import { orderQuery, placeOrders } from '../support/operations.ts';
import { number, type Figure } from '../support/report.ts';
import { isReady, untilReady } from '../support/roles.ts';
import type { Servers, Stage } from '../support/servers.ts';
import { orderId } from '../support/shop.ts';

const EVENTS = 100_000;
const ORDERS = 1_000;
/** Readers that each ask again when they were answered and have paused. */
const READERS = 8;
const PAUSE_MS = 5;
const FOR_MS = 5_000;

export async function measureBeside(stage: Stage, say: (line: string) => void): Promise<readonly Figure[]> {
  const servers = await stage.fresh('beside');
  await placeOrders(servers, 0);
  await withStore(servers, (store) => fillStore(store, { events: EVENTS, open: 250, progress: () => {} }));
  const all = startChild('role.mjs', { role: 'all', environment: environmentFor(servers) });
  const { url } = z.object({ url: z.string() }).parse(await all.said);
  const client = connectHttp(url, READERS);
  try {
    await untilReady(url);
    await reads(client);
    const atRest = await reads(client);
    await forgetOthers(servers);
    while (await isReady(url)) await sleep(20);
    const beside = await reads(client);
    const isStillFilling = !(await isReady(url));
    say(`p99 ${number(atRest.p99)} ms at rest, ${number(beside.p99)} ms beside a refill`);
    return [
      {
        ...{ name: 'one order in role `all` beside a refill, p99', value: beside.p99, unit: 'ms' },
        ...{
          required: { below: 30 },
          note: `p50 ${number(beside.p50)} ms; at rest p50 ${number(atRest.p50)} ms, p99 ${number(atRest.p99)} ms`,
        },
      },
      ...(isStillFilling ? [] : [{ name: 'the refill ended before the readers did', value: 1, unit: '' }]),
    ];
  } finally {
    client.close();
    await all.stop();
  }
}

async function reads(client: HttpClient) {
  const times: number[] = [];
  const until = performance.now() + FOR_MS;
  const reader = async (number: number): Promise<void> => {
    for (let n = number; performance.now() < until; n += READERS) {
      const body = JSON.stringify(orderQuery(orderId(n % ORDERS)));
      const began = performance.now();
      await client.ask(body);
      times.push(performance.now() - began);
      await sleep(PAUSE_MS);
    }
  };
  await Promise.all(Array.from({ length: READERS }, (_, number) => reader(number)));
  return percentiles(times);
}

/** Of all read models but the one that is read: their pointers, so that the worker begins them anew. */
async function forgetOthers({ redisUrl }: Servers): Promise<void> {
  const redis = new Redis(redisUrl);
  const others = shop.lanes.filter(({ projection }) => projection !== 'order');
  await redis.del(others.map((lane) => keys.live(lane)));
  redis.disconnect();
}
