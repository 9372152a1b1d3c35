// Documents per second that one API process answers over HTTP, beside a server that only passes Redis on and beside
// other GraphQL servers over the same documents.
import { SignJWT } from 'jose';
import { z } from 'zod';
import { connectRedis } from '../../src/engine/stores/redis/connect-redis.ts';
import { createLaneStore } from '../../src/engine/stores/redis/lane-store.ts';
import { startChild, type Child } from '../support/child.ts';
import { environmentFor, keys } from '../support/config.ts';
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
import { customerOf, orderId, PAID_DAYS } from '../support/shop.ts';
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
  const guarded = startGuardedApi(servers);
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
    const own = Array.from({ length: ORDERS }, (_, order) => order)
      .filter((order) => customerOf(order) === 0)
      .map((order) => JSON.stringify(orderQuery(orderId(order))));
    const guardedApi = `${z.object({ url: z.string() }).parse(await guarded.said).url}/graphql`;
    const [byOwner, byRole] = await Promise.all([
      tokenOf({ customerId: 'customer-0' }),
      tokenOf({ roles: ['clerk'] }),
    ]);
    const loads = await compareByWrk(CONNECTIONS, {
      raw: { url: raw, bodies },
      full: { url: api, bodies },
      few: { url: api, bodies: short },
      page: { url: api, bodies: pages },
      totals: { url: api, bodies: [JSON.stringify(salesTotals())] },
      // The same requests: what a header costs is no right.
      open: { url: api, bodies: own, authorization: byOwner },
      owner: { url: guardedApi, bodies: own, authorization: byOwner },
      clerk: { url: guardedApi, bodies: own, authorization: byRole },
      mercurius: { url: mercurius, bodies },
      yoga: { url: yoga, bodies },
      apollo: { url: apollo, bodies },
    });
    for (const [name, load] of Object.entries(loads)) say(`${name}: ${worded(load)}`);
    return figures(loads);
  } finally {
    await Promise.all([roles.stop(), guarded.stop(), ...peers.map((peer) => peer.stop())]);
  }
}

const SECRET = 'a secret of at least thirty-two bytes';

/** Beside the API that asks nobody: one that asks who its callers are, and whether they may; as much as they like. */
const startGuardedApi = (servers: Servers): Child =>
  startChild('role.mjs', {
    role: 'api',
    environment: {
      ...environmentFor(servers),
      ...{
        AUTH_JWT_SECRET: SECRET,
        RATE_LIMIT_COST_PER_SECOND: '1000000000',
        RATE_LIMIT_BURST: '1000000000',
      },
    },
  });

async function tokenOf(claims: Readonly<Record<string, unknown>>): Promise<string> {
  const token = new SignJWT({ sub: 'ada', exp: Math.floor(Date.now() / 1000) + 3600, ...claims });
  const signed = await token.setProtectedHeader({ alg: 'HS256' }).sign(new TextEncoder().encode(SECRET));
  return `Bearer ${signed}`;
}

type Peer = (typeof PEERS)[number];
type Name = Peer | 'full' | 'few' | 'page' | 'totals' | 'open' | 'owner' | 'clerk';

function figures(loads: Readonly<Record<Name, WrkLoad>>): readonly Figure[] {
  const { raw, full, few, page, totals, open, owner, clerk, mercurius, yoga, apollo } = loads;
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
    {
      ...{ name: 'one order by its owner, with a token', value: owner.perSecond, unit },
      ...{ required: { atLeast: 0.95 }, note: worded(owner) },
      against: { name: 'where nobody is asked', value: open.perSecond },
    },
    {
      ...{ name: 'one order by a role, with a token', value: clerk.perSecond, unit },
      ...{ required: { atLeast: 0.95 }, note: worded(clerk) },
      against: { name: 'where nobody is asked', value: open.perSecond },
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
