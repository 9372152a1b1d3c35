// How many documents per second one API process answers over HTTP, beside a server that only passes Redis on and beside
// other GraphQL servers over the same documents.
import { z } from 'zod';
import { connectRedis } from '../../src/engine/stores/redis/connect-redis.ts';
import { createLaneStore } from '../../src/engine/stores/redis/lane-store.ts';
import { startChild } from '../support/child.ts';
import { keys } from '../support/config.ts';
import {
  orderOverview,
  orderQuery,
  ordersOf,
  payOrders,
  placeOrders,
  salesTotals,
} from '../support/operations.ts';
import { number, type Figure } from '../support/report.ts';
import { startRoles } from '../support/roles.ts';
import type { Servers, Stage } from '../support/servers.ts';
import { orderId, PAID_DAYS } from '../support/shop.ts';
import { compareByWrk, type WrkLoad } from '../support/wrk.ts';

const CONNECTIONS = 32;
const ORDERS = 1_000;
/** So that nearly all products are sold on each day. */
const PAID_ORDERS = 20 * PAID_DAYS;
const PEERS = ['raw', 'mercurius', 'yoga', 'apollo'] as const;

export async function measureReads(stage: Stage, say: (line: string) => void): Promise<readonly Figure[]> {
  const servers = await stage.fresh('reads');
  await placeOrders(servers, ORDERS);
  await payOrders(servers, PAID_ORDERS);
  const roles = await startRoles(servers);
  await roles.caughtUp();
  // What is measured are reads: nothing is left to fold.
  await roles.worker.stop();
  const keyPrefix = await documentPrefix(servers);
  const peers = PEERS.map((kind) =>
    startChild('reads-peer', { kind, redisUrl: servers.redisUrl, keyPrefix }),
  );
  try {
    const said = await Promise.all(peers.map((peer) => peer.said));
    const [raw = '', mercurius = '', yoga = '', apollo = ''] = said.map(
      (each) => z.object({ url: z.string() }).parse(each).url,
    );
    const api = `${roles.url}/graphql`;
    const bodies = Array.from({ length: ORDERS }, (_, order) => JSON.stringify(orderQuery(orderId(order))));
    const short = Array.from({ length: ORDERS }, (_, order) => JSON.stringify(orderOverview(orderId(order))));
    const pages = Array.from({ length: 100 }, (_, customer) =>
      JSON.stringify(ordersOf(`customer-${customer}`)),
    );
    const loads = await compareByWrk(CONNECTIONS, {
      raw: { url: raw, bodies },
      full: { url: api, bodies },
      few: { url: api, bodies: short },
      page: { url: api, bodies: pages },
      totals: { url: api, bodies: [JSON.stringify(salesTotals())] },
      mercurius: { url: mercurius, bodies },
      yoga: { url: yoga, bodies },
      apollo: { url: apollo, bodies },
    });
    for (const [name, load] of Object.entries(loads)) say(`${name}: ${worded(load)}`);
    return figures(loads);
  } finally {
    await Promise.all([roles.stop(), ...peers.map((peer) => peer.stop())]);
  }
}

type Name = 'raw' | 'full' | 'few' | 'page' | 'totals' | 'mercurius' | 'yoga' | 'apollo';

function figures(loads: Readonly<Record<Name, WrkLoad>>): readonly Figure[] {
  const { raw, full, few, page, totals, mercurius, yoga, apollo } = loads;
  const unit = 'requests/s';
  const whole = `one order, all its fields, ${CONNECTIONS} connections`;
  return [
    {
      ...{ name: whole, value: full.perSecond, unit, required: { atLeast: 0.65 } },
      against: { name: 'node:http that passes a Redis GET on by POST', value: raw.perSecond },
      note: `${worded(full)}; passed on ${worded(raw)}`,
    },
    {
      ...{ name: whole, value: full.perSecond, unit, required: { atLeast: 1.1 } },
      against: { name: 'Mercurius with its JIT', value: mercurius.perSecond },
    },
    {
      ...{ name: whole, value: full.perSecond, unit, required: { atLeast: 2 } },
      against: { name: 'graphql-yoga', value: yoga.perSecond },
    },
    {
      ...{ name: whole, value: full.perSecond, unit, required: { atLeast: 2 } },
      against: { name: 'Apollo Server', value: apollo.perSecond },
    },
    {
      ...{ name: `${whole}, 99th percentile`, value: full.p99, unit: 'ms', required: { below: 2 } },
      against: { name: 'Mercurius with its JIT', value: mercurius.p99 },
    },
    {
      ...{ name: 'three fields of an order', value: few.perSecond, unit, required: { atLeast: 0.6 } },
      against: { name: 'node:http that passes a Redis GET on by POST', value: raw.perSecond },
    },
    {
      ...{ name: 'a list of 20 orders', value: page.perSecond, unit, required: { atLeast: 0.55 } },
      against: { name: 'one order, all its fields', value: full.perSecond },
    },
    {
      ...{ name: `analytics totals of ${PAID_DAYS} days`, value: totals.perSecond, unit },
      ...{ required: { atLeast: 0.5 }, note: worded(totals) },
      against: { name: 'one order, all its fields', value: full.perSecond },
    },
  ];
}

const worded = ({ perSecond, p50, p99, client }: WrkLoad): string =>
  `${number(perSecond)} requests/s, p50 ${number(p50)} ms, p99 ${number(p99)} ms; the client had ${number(client)} of a processor`;

/** Before the id of an order: the key of what the API reads for it. */
async function documentPrefix({ redisUrl }: Servers): Promise<string> {
  const redis = connectRedis({ url: redisUrl, role: 'worker' });
  const lane = { projection: 'order', lane: 0 };
  const { live } = await createLaneStore({ redis, keys }).state(lane);
  redis.disconnect();
  return keys.document(lane, live?.id ?? '', '');
}
