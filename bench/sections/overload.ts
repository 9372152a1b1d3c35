// Four times as many commands as can be stored: how long those wait that are accepted, and how soon the others hear no.
// The client is a process of Node on the same processors: what it takes the server does not have.
import { setTimeout as sleep } from 'node:timers/promises';
import { connectHttp, type HttpClient } from '../support/http-client.ts';
import { percentiles } from '../support/load.ts';
import { changeQuantity, placeOrders } from '../support/operations.ts';
import { number, type Figure } from '../support/report.ts';
import { startRoles } from '../support/roles.ts';
import type { Stage } from '../support/servers.ts';
import { orderId, orderInput } from '../support/shop.ts';

const ORDERS = 1_000;
const CALLERS = 64;
const CONNECTIONS = 2_000;
const TIMES = 4;
const FOR_MS = 5_000;
const STEP_MS = 5;
/** Statuses. */
const ACCEPTED = 200;
const REFUSED = 503;

export async function measureOverload(stage: Stage, say: (line: string) => void): Promise<readonly Figure[]> {
  const servers = await stage.fresh('overload');
  await placeOrders(servers, ORDERS);
  const roles = await startRoles(servers);
  const client = connectHttp(roles.url, CONNECTIONS);
  try {
    await roles.caughtUp();
    await atMost(client);
    const most = await atMost(client);
    say(`${number(most)} commands/s by ${CALLERS} callers`);
    const half = await atRate(client, most / 2);
    await sleep(1_000);
    const { accepted, refused, sent, others } = await atRate(client, most * TIMES);
    if (others > 0) throw new Error(`${others} answers were neither accepted nor refused.`);
    const late = percentiles(accepted);
    const no = percentiles(refused);
    say(`${number(sent)} sent in ${FOR_MS / 1000} s, ${number(accepted.length)} accepted`);
    const half99 = percentiles(half.accepted).p99;
    return [
      { name: 'commands at half of the most, p99', value: half99, unit: 'ms', required: { below: 25 } },
      {
        ...{ name: `accepted commands at ${TIMES} × the most, p99`, value: late.p99, unit: 'ms' },
        ...{
          required: { below: 500 },
          note: `p50 ${number(late.p50)} ms; ${number((sent * 1000) / FOR_MS)} commands/s came, ${number((accepted.length * 1000) / FOR_MS)} were accepted`,
        },
      },
      {
        ...{ name: `refused commands at ${TIMES} × the most, p99`, value: no.p99, unit: 'ms' },
        note: `p50 ${number(no.p50)} ms`,
      },
    ];
  } finally {
    client.close();
    await roles.stop();
  }
}

const body = (n: number): string => {
  const order = n % ORDERS;
  const productId = orderInput(order).items[0]?.productId ?? '';
  return JSON.stringify(
    changeQuantity({ orderId: orderId(order), productId, quantity: 2 + (n % 900) }, false),
  );
};

async function atMost(client: HttpClient): Promise<number> {
  const until = performance.now() + FOR_MS / 2;
  let done = 0;
  const caller = async (number: number): Promise<void> => {
    for (let n = number; performance.now() < until; n += CALLERS) {
      await client.status(body(n));
      done += 1;
    }
  };
  await Promise.all(Array.from({ length: CALLERS }, (_, number) => caller(number)));
  return (done * 1000) / (FOR_MS / 2);
}

async function atRate(client: HttpClient, perSecond: number) {
  const times = new Map<number, number[]>();
  const one = async (n: number): Promise<void> => {
    const began = performance.now();
    const status = await client.status(body(n));
    const some = times.get(status) ?? [];
    some.push(performance.now() - began);
    times.set(status, some);
  };
  const answers: Promise<void>[] = [];
  const began = performance.now();
  for (let sent = 0; performance.now() - began < FOR_MS;) {
    const due = Math.floor(((performance.now() - began) / 1000) * perSecond);
    for (; sent < due; sent += 1) answers.push(one(sent * 7));
    await sleep(STEP_MS);
  }
  await Promise.all(answers);
  const [accepted, refused] = [times.get(ACCEPTED) ?? [], times.get(REFUSED) ?? []];
  return {
    accepted,
    refused,
    sent: answers.length,
    others: answers.length - accepted.length - refused.length,
  };
}
