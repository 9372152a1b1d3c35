// Four times as many callers as keep the server busy, each of which asks again when it was answered, and a moment later when
// it was refused: how long those wait that are accepted, and how soon the others hear no. The client is a process of Node
// on the same processors: what it takes the server does not have.
import { setTimeout as sleep } from 'node:timers/promises';
import { connectHttp, type HttpClient } from '../support/http-client.ts';
import { atRate, percentiles } from '../support/load.ts';
import { changeOrder, placeOrders } from '../support/operations.ts';
import { number, type Figure } from '../support/report.ts';
import { startRoles } from '../support/roles.ts';
import type { Stage } from '../support/servers.ts';

const ORDERS = 1_000;
const CALLERS = 64;
const TIMES = 4;
/** More than are done within the wait that is allowed. */
const MANY = 12;
const FOR_MS = 5_000;
const AGAIN_MS = 50;
const OPENING = 128;
/** Statuses. */
const ACCEPTED = 200;
const REFUSED = 503;

export async function measureOverload(stage: Stage, say: (line: string) => void): Promise<readonly Figure[]> {
  const servers = await stage.fresh('overload');
  await placeOrders(servers, ORDERS);
  const roles = await startRoles(servers);
  const client = connectHttp(roles.url, CALLERS * MANY);
  try {
    await roles.caughtUp();
    await atMost(client);
    const most = await atMost(client);
    say(`${number(most)} commands/s by ${CALLERS} callers`);
    const half = asking(client);
    await atRate((index) => half.ask(index * 7), most / 2, FOR_MS);
    await sleep(1_000);
    const half99 = percentiles(half.answers().accepted).p99;
    await connectAll(client);
    const figures: Figure[] = [
      { name: 'commands at half of the most, p99', value: half99, unit: 'ms', required: { below: 25 } },
    ];
    for (const times of [TIMES, MANY]) {
      const { accepted, refused, others } = await byCallers(client, CALLERS * times);
      if (others > 0) throw new Error(`${others} answers were neither accepted nor refused.`);
      say(`${number(accepted.length)} accepted, ${number(refused.length)} refused in ${FOR_MS / 1000} s`);
      const [yes, no] = [percentiles(accepted), percentiles(refused)];
      const told =
        refused.length === 0
          ? 'none refused'
          : `refused after p50 ${number(no.p50)} ms, p99 ${number(no.p99)} ms`;
      const perSecond = (all: readonly number[]): string => number((all.length * 1000) / FOR_MS);
      figures.push({
        ...{ name: `accepted commands of ${times} × as many callers, p99`, value: yes.p99, unit: 'ms' },
        ...{
          required: { below: 500 },
          note: `p50 ${number(yes.p50)} ms; ${perSecond(accepted)} a second, ${perSecond(refused)} refused; ${told}`,
        },
      });
      await sleep(1_000);
    }
    return figures;
  } finally {
    client.close();
    await roles.stop();
  }
}

const body = (n: number): string => JSON.stringify(changeOrder(n % ORDERS, n));

/** By and by: so many at once would wait for their connections, and not for the server. */
async function connectAll(client: HttpClient): Promise<void> {
  for (let open = OPENING; open <= CALLERS * MANY; open += OPENING) {
    await Promise.all(Array.from({ length: open }, () => client.status('{"query":"{ __typename }"}')));
  }
}

async function atMost(client: HttpClient): Promise<number> {
  const { accepted } = await byCallers(client, CALLERS);
  return (accepted.length * 1000) / FOR_MS;
}

interface Answers {
  /** Milliseconds to each answer. */
  readonly accepted: readonly number[];
  readonly refused: readonly number[];
  readonly others: number;
}

/** Sends commands, and keeps how long each took by what became of it. */
function asking(client: HttpClient): {
  readonly ask: (n: number) => Promise<boolean>;
  readonly answers: () => Answers;
} {
  const times = new Map<number, number[]>();
  let count = 0;
  return {
    ask: async (n) => {
      const began = performance.now();
      const status = await client.status(body(n));
      const some = times.get(status) ?? [];
      some.push(performance.now() - began);
      times.set(status, some);
      count += 1;
      return status === ACCEPTED;
    },
    answers: () => {
      const [accepted, refused] = [times.get(ACCEPTED) ?? [], times.get(REFUSED) ?? []];
      return { accepted, refused, others: count - accepted.length - refused.length };
    },
  };
}

async function byCallers(client: HttpClient, callers: number): Promise<Answers> {
  const { ask, answers } = asking(client);
  const until = performance.now() + FOR_MS;
  const caller = async (number: number): Promise<void> => {
    for (let n = number; performance.now() < until; n += callers) if (!(await ask(n))) await sleep(AGAIN_MS);
  };
  await Promise.all(Array.from({ length: callers }, (_, number) => caller(number)));
  return answers();
}
