// Latency from the acknowledgement of a command to its notice at a subscriber, while commands come at a steady rate.
// The client is a process of Node on the same processors, so the higher rate measures it as well.
import { setTimeout as sleep } from 'node:timers/promises';
import { connectHttp, type HttpClient } from '../support/http-client.ts';
import { atRate, percentiles } from '../support/load.ts';
import { Changed, changeOrder, followOrder, placeOrders } from '../support/operations.ts';
import { number, type Figure } from '../support/report.ts';
import { startRoles } from '../support/roles.ts';
import type { Stage } from '../support/servers.ts';

const ORDERS = 200;
const FOLLOWED = 50;
const RATES = [100, 500, 2_000] as const;
const WARM_UP_MS = 3_000;
const FOR_MS = 6_000;
const CONNECTIONS = 64;

export async function measureNotices(stage: Stage, say: (line: string) => void): Promise<readonly Figure[]> {
  const servers = await stage.fresh('notices');
  await placeOrders(servers, ORDERS);
  const roles = await startRoles(servers);
  const client = connectHttp(roles.url, CONNECTIONS + FOLLOWED);
  try {
    await roles.caughtUp();
    const followed = await follow(client);
    await changed(client, followed, { perSecond: RATES[1], forMs: WARM_UP_MS });
    const figures: Figure[] = [];
    for (const perSecond of RATES) {
      const { late, sent } = await changed(client, followed, { perSecond, forMs: FOR_MS });
      const { p50, p99 } = percentiles(late);
      say(`${number(perSecond)}/s: p50 ${number(p50)} ms, p99 ${number(p99)} ms`);
      const times = perSecond === 2_000 ? 2 : 1;
      const note = `${number((sent * 1000) / FOR_MS)} commands/s came, ${number(late.length)} notices looked at`;
      const name = `acknowledged to noticed at ${number(perSecond)} commands/s`;
      figures.push(
        { name: `${name}, p50`, value: p50, unit: 'ms', required: { below: 10 * times }, note },
        { name: `${name}, p99`, value: p99, unit: 'ms', required: { below: 40 * times } },
      );
    }
    return figures;
  } finally {
    client.close();
    await roles.stop();
  }
}

/** When which version of which order was told of. */
async function follow(client: HttpClient): Promise<readonly ReadonlyMap<number, number>[]> {
  const heard: ReadonlyMap<number, number>[] = [];
  for (let order = 0; order < FOLLOWED; order += 1) heard.push(await followOrder(client, order));
  return heard;
}

interface Rate {
  readonly perSecond: number;
  readonly forMs: number;
}

/** Of the orders that are followed; one that is overtaken by a later version is told of with that one. */
async function changed(
  client: HttpClient,
  heard: readonly ReadonlyMap<number, number>[],
  { perSecond, forMs }: Rate,
): Promise<{ readonly late: readonly number[]; readonly sent: number }> {
  const acknowledged: { readonly order: number; readonly version: number; readonly at: number }[] = [];
  const first = Math.floor(performance.now());
  const one = async (index: number): Promise<void> => {
    const order = ((first + index) * 7) % ORDERS;
    const { changeOrderItemQuantity: done } = await client.graphql(
      changeOrder(order, first + index),
      Changed,
    );
    acknowledged.push({ order, version: done.receipt.version, at: performance.now() });
  };
  const sent = await atRate(one, perSecond, forMs);
  await sleep(1_000);
  const late = acknowledged.flatMap(({ order, version, at }) => {
    const versions = heard[order];
    if (!versions) return [];
    const told = [...versions].find(([newer]) => newer >= version);
    return [told ? Math.max(0, told[1] - at) : Infinity];
  });
  return { late, sent };
}
