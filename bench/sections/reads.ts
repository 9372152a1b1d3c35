// How many documents per second one API process answers over HTTP, beside a server that only passes Redis on.
import { z } from 'zod';
import { connectRedis } from '../../src/engine/stores/redis/connect-redis.ts';
import { createLaneStore } from '../../src/engine/stores/redis/lane-store.ts';
import { startChild } from '../support/child.ts';
import { keys } from '../support/config.ts';
import { connectHttp } from '../support/http-client.ts';
import { compare } from '../support/load.ts';
import { orderQuery, placeOrders } from '../support/operations.ts';
import { number, type Figure } from '../support/report.ts';
import { startRoles } from '../support/roles.ts';
import type { Servers, Stage } from '../support/servers.ts';
import { orderId } from '../support/shop.ts';

const CONNECTIONS = 32;
const ORDERS = 1_000;

export async function measureReads(stage: Stage, say: (line: string) => void): Promise<readonly Figure[]> {
  const servers = await stage.fresh('reads');
  await placeOrders(servers, ORDERS);
  const roles = await startRoles(servers);
  const passthrough = startChild('passthrough', { redisUrl: servers.redisUrl });
  const { url } = z.object({ url: z.string() }).parse(await passthrough.said);
  const [api, raw] = [connectHttp(roles.url, CONNECTIONS), connectHttp(url, CONNECTIONS)];
  try {
    await roles.caughtUp();
    const keyOf = await documentKeys(servers);
    const bodies = Array.from({ length: ORDERS }, (_, order) => JSON.stringify(orderQuery(orderId(order))));
    const { ceiling, reads } = await compare(CONNECTIONS, {
      ceiling: (index) => raw.get(`/${keyOf(index)}`),
      reads: (index) => api.ask(bodies[index % ORDERS] ?? ''),
    });
    say(`${number(reads.perSecond)} requests/s of ${number(ceiling.perSecond)}`);
    return [
      {
        name: `one document as GraphQL over HTTP, ${CONNECTIONS} connections`,
        value: reads.perSecond,
        unit: 'requests/s',
        against: { name: 'a node:http server that passes a Redis GET on', value: ceiling.perSecond },
        note: `p50 ${number(reads.p50)} ms, p99 ${number(reads.p99)} ms; passed on p50 ${number(ceiling.p50)} ms, p99 ${number(ceiling.p99)} ms; the client, which runs on the same machine, has its part in both`,
      },
    ];
  } finally {
    api.close();
    raw.close();
    await Promise.all([roles.stop(), passthrough.stop()]);
  }
}

/** The stored text is what the API reads for the same order. */
async function documentKeys({ redisUrl }: Servers): Promise<(index: number) => string> {
  const redis = connectRedis({ url: redisUrl, role: 'worker' });
  const lane = { projection: 'order', lane: 0 };
  const { live } = await createLaneStore({ redis, keys }).state(lane);
  redis.disconnect();
  return (index) => encodeURIComponent(keys.document(lane, live?.id ?? '', orderId(index % ORDERS)));
}
