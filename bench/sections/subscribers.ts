// Ten thousand subscribers of one document on one API process: what each takes of its memory, and how long after the
// acknowledgement of a change they have it, beside a server that tells them in the obvious way; and eighteen thousand.
import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { startChild, type Child } from '../support/child.ts';
import { connectHttp, type HttpClient } from '../support/http-client.ts';
import { Changed, changeOrder, orderUpdates, placeOrders } from '../support/operations.ts';
import { now } from '../support/now.ts';
import { canTell, memoryKib, processorMs } from '../support/proc.ts';
import { openFiles } from '../support/open-files.ts';
import { number, type Figure } from '../support/report.ts';
import { startRoles } from '../support/roles.ts';
import type { Servers, Stage } from '../support/servers.ts';
import { orderId } from '../support/shop.ts';

const SUBSCRIBERS = 10_000;
/** As far as the limit of open files lets it. */
const MANY = 18_000;
/** What an API process has open beside them. */
const OTHER_FILES = 200;
/** The first changes are not counted. */
const CHANGES = 8;
const WARM_UP = 3;
const BURST = 20;
/** For what opening so many leaves to be done. */
const SETTLE_MS = 2_000;

const Told = z.object({
  p50: z.number(),
  p99: z.number(),
  last: z.number(),
  messages: z.int(),
  highest: z.int(),
});

export async function measureSubscribers(
  stage: Stage,
  say: (line: string) => void,
): Promise<readonly Figure[]> {
  const files = openFiles();
  if (files < SUBSCRIBERS + OTHER_FILES) {
    say(
      `skipped: a process may open ${files} files; run \`ulimit -n ${SUBSCRIBERS + 1000}\` in this shell first`,
    );
    return [];
  }
  if (!canTell()) {
    say('skipped: there is no /proc on this system');
    return [];
  }
  const servers = await stage.fresh('subscribers');
  await placeOrders(servers, 1);
  const figures = await withShop(servers, async (api, change) => {
    say('subscribers of their own reads');
    const naive = startChild('naive-subscriptions', servers);
    const { url } = z.object({ url: z.string() }).parse(await naive.said);
    const alternative = await measureServer({ url, pid: naive.pid, count: SUBSCRIBERS }, { change, say });
    await naive.stop();
    say('subscribers of the API');
    const ours = await measureServer({ ...api, count: SUBSCRIBERS }, { change, say });
    return figuresOf(ours, alternative);
  });
  if (files < MANY + OTHER_FILES) return figures;
  const many = await withShop(servers, (api, change) =>
    measureServer({ ...api, count: MANY }, { change, say }),
  );
  return [...figures, ...figuresOfMany(many)];
}

/** Processes of their own, which have not kept what others needed. */
async function withShop<Result>(
  servers: Servers,
  measure: (api: Omit<Server, 'count'>, change: Change) => Promise<Result>,
): Promise<Result> {
  const roles = await startRoles(servers);
  const client = connectHttp(roles.url, 1);
  try {
    await roles.caughtUp();
    const change = changes(client);
    for (let round = 0; round < 50; round += 1) await change();
    return await measure({ url: roles.url, pid: roles.api.pid }, change);
  } finally {
    client.close();
    await roles.stop();
  }
}

type Measured = Awaited<ReturnType<typeof measureServer>>;

function figuresOf(ours: Measured, naive: Measured): readonly Figure[] {
  const against = (of: (measured: Measured) => number) => ({
    value: of(ours),
    against: { name: 'each reads Redis for itself', value: of(naive) },
  });
  const messages = ({ burst }: Measured) => number(burst.messages / SUBSCRIBERS);
  return [
    {
      name: 'memory of the process per subscriber that waits',
      ...against(({ waiting }) => waiting),
      unit: 'KiB',
      note: `after the changes ${number(ours.busy)} KiB, against ${number(naive.busy)} KiB`,
    },
    {
      name: 'processor of the process per message',
      ...against(({ perMessage }) => perMessage),
      unit: 'µs',
    },
    {
      name: 'from the acknowledgement of a change to its receipt, p50',
      ...against(({ single }) => single.p50),
      unit: 'ms',
    },
    {
      name: 'from the acknowledgement of a change to its receipt, p99',
      ...against(({ single }) => single.p99),
      unit: 'ms',
    },
    {
      name: `from the acknowledgement of the last of ${BURST} to its receipt, p99`,
      ...against(({ burst }) => burst.p99),
      unit: 'ms',
      note: `${messages(ours)} messages per subscriber, against ${messages(naive)}; all ended at the last version`,
    },
  ];
}

function figuresOfMany({ waiting, single, burst }: Measured): readonly Figure[] {
  const name = `${number(MANY)} subscribers`;
  return [
    {
      name: `${name}, memory per subscriber that waits`,
      value: waiting,
      unit: 'KiB',
      required: { below: 20 },
    },
    {
      ...{ name: `${name}, from a change to the receipt, p99`, value: single.p99, unit: 'ms' },
      ...{
        required: { below: 1000 },
        note: `after ${BURST} changes p99 ${number(burst.p99)} ms; all ended at the last version`,
      },
    },
  ];
}

interface Server {
  readonly url: string;
  readonly pid: number;
  readonly count: number;
}

interface Measuring {
  readonly change: Change;
  readonly say: (line: string) => void;
}

async function measureServer({ url, pid, count }: Server, { change, say }: Measuring) {
  const before = memoryKib(pid);
  const taken = () => (memoryKib(pid) - before) / count;
  const followers = await openSubscribers(url, count, say);
  try {
    await sleep(SETTLE_MS);
    const waiting = taken();
    const worked = processorMs(pid);
    const single = await singleChanges(followers, change);
    const perMessage = ((processorMs(pid) - worked) * 1000) / (CHANGES * count);
    const burst = await burstOfChanges(followers, change);
    return { waiting, single, perMessage, burst, busy: taken() };
  } finally {
    await followers.stop();
  }
}

type Change = () => Promise<{ readonly version: number; readonly at: number }>;

function changes(client: HttpClient): Change {
  let round = 0;
  return async () => {
    round += 1;
    const operation = changeOrder(0, round);
    const { changeOrderItemQuantity: changed } = await client.graphql(operation, Changed);
    return { version: changed.receipt.version, at: now() };
  };
}

async function openSubscribers(
  url: string,
  subscribers: number,
  say: (line: string) => void,
): Promise<Child> {
  const body = JSON.stringify(orderUpdates(orderId(0)));
  const child = startChild('subscribers', { url, subscribers, body });
  const { openedInMs } = z.object({ openedInMs: z.number() }).parse(await child.said);
  say(`${number(subscribers)} subscribers, opened in ${number(openedInMs)} ms`);
  return child;
}

/** The median of several changes, each of which everyone has before the next one is made. */
async function singleChanges(followers: Child, change: Change) {
  const rounds: z.output<typeof Told>[] = [];
  for (let round = 0; round < CHANGES; round += 1) {
    const { version, at } = await change();
    const told = Told.parse(await followers.ask({ version, from: at }));
    if (round >= WARM_UP) rounds.push(told);
  }
  const median = (of: (told: z.output<typeof Told>) => number): number =>
    rounds.map(of).toSorted((a, b) => a - b)[Math.floor(rounds.length / 2)] ?? NaN;
  return { p50: median(({ p50 }) => p50), p99: median(({ p99 }) => p99) };
}

async function burstOfChanges(followers: Child, change: Change) {
  let last = await change();
  for (let left = BURST - 1; left > 0; left -= 1) last = await change();
  const told = Told.parse(await followers.ask({ version: last.version, from: last.at }));
  if (told.highest !== last.version) throw new Error(`Somebody was told version ${told.highest}.`);
  return told;
}
