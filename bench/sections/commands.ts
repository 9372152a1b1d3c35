// Commands stored per second over HTTP while the worker folds them, against the obvious server, and what becomes of
// them where there are more than can be stored.
import { z } from 'zod';
import { startChild } from '../support/child.ts';
import { changeOrder, placeOrders } from '../support/operations.ts';
import { number, type Figure } from '../support/report.ts';
import { startRoles } from '../support/roles.ts';
import type { Stage } from '../support/servers.ts';
import { compareByWrk } from '../support/wrk.ts';

const CONNECTIONS = 64;
const ORDERS = 1_000;
const HOT = 10;
const CHANGES = 20;
/** What served the alternative best of 5, 10, 20 and 40 on two cores. */
const POOL = 10;

export async function measureCommands(stage: Stage, say: (line: string) => void): Promise<readonly Figure[]> {
  const plain = await stage.fresh('commands_plain');
  await placeOrders(plain, ORDERS);
  const servers = await stage.fresh('commands');
  await placeOrders(servers, ORDERS);
  const peer = startChild('commands-peer', { databaseUrl: plain.databaseUrl, connections: POOL });
  const roles = await startRoles(servers);
  try {
    const { url } = z.object({ url: z.string() }).parse(await peer.said);
    await roles.caughtUp();
    const api = `${roles.url}/graphql`;
    const bodies = changes(ORDERS, false);
    const { plainly, receipts, entities, hot } = await compareByWrk(CONNECTIONS, {
      plainly: { url, bodies },
      receipts: { url: api, bodies },
      entities: { url: api, bodies: changes(ORDERS, true) },
      hot: { url: api, bodies: changes(HOT, false) },
    });
    say(`${number(receipts.perSecond)} commands/s, ${number(plainly.perSecond)} by transactions`);
    const unit = 'commands/s';
    const against = {
      name: 'graphql-yoga and an interactive transaction per command',
      value: plainly.perSecond,
    };
    const words = (of: { readonly p50: number; readonly p99: number }) =>
      `p50 ${number(of.p50)} ms, p99 ${number(of.p99)} ms`;
    return [
      {
        ...{
          name: `commands over HTTP, ${CONNECTIONS} connections`,
          value: receipts.perSecond,
          unit,
          against,
        },
        required: { atLeast: 15 },
        note: `${words(receipts)}; the other one ${words(plainly)}`,
      },
      {
        ...{ name: 'the same with the order at this write', value: entities.perSecond, unit, against },
        note: words(entities),
      },
      {
        ...{ name: `the same on ${HOT} orders`, value: hot.perSecond, unit, required: { atLeast: 0.6 } },
        against: { name: `on ${number(ORDERS)} orders`, value: receipts.perSecond },
        note: words(hot),
      },
    ];
  } finally {
    await Promise.all([roles.stop(), peer.stop()]);
  }
}

/** Each changes what is there, also when all of them are sent anew. */
function changes(orders: number, withEntity: boolean): readonly string[] {
  return Array.from({ length: (CHANGES * ORDERS) / orders }, (_, round) =>
    Array.from({ length: orders }, (_order, order) => JSON.stringify(changeOrder(order, round, withEntity))),
  ).flat();
}
