// Pages of a list of 100,000 entries against pages of one of 100: neither its length nor the depth should matter.
import { z } from 'zod';
import { modules } from '../../src/app/modules.ts';
import type { EventStore } from '../../src/engine/model/event-store.ts';
import { createCommandBus } from '../../src/engine/flow/accept/commands/create-command-bus.ts';
import { createEventStore } from '../../src/engine/flow/accept/event-store/create-event-store.ts';
import { appendOf } from '../support/appends.ts';
import { connectHttp, type HttpClient } from '../support/http-client.ts';
import { compare } from '../support/load.ts';
import { number, type Figure } from '../support/report.ts';
import { startRoles } from '../support/roles.ts';
import type { Stage } from '../support/servers.ts';
import { send } from '../support/shop.ts';

const CONNECTIONS = 8;
const SHORT = { customerId: 'customer-short', entries: 100 };
const LONG = { customerId: 'customer-long', entries: 100_000 };
const PER_PAGE = 100;
const BATCH = 250;

const ORDERS = `query ($customerId: ID!, $after: String) { customerOrders(customerId: $customerId, first: ${PER_PAGE}, after: $after) {
  nodes { id version status total { amount currency } createdAt } pageInfo { hasNextPage endCursor } } }`;

const Page = z.object({
  customerOrders: z.object({
    nodes: z.array(z.object({ id: z.string() })),
    pageInfo: z.object({ hasNextPage: z.boolean(), endCursor: z.string().nullable() }),
  }),
});

const pageOf = (customerId: string, after: string | null = null) => ({
  query: ORDERS,
  variables: { customerId, after },
});

export async function measureLists(stage: Stage, say: (line: string) => void): Promise<readonly Figure[]> {
  const servers = await stage.fresh('lists');
  const store = createEventStore({
    databaseUrl: servers.databaseUrl,
    events: modules.flatMap(({ events }) => events),
  });
  await register(store);
  await fill(store, SHORT, 0);
  await fill(store, LONG, SHORT.entries);
  await store.close();
  const roles = await startRoles(servers);
  const api = connectHttp(roles.url, CONNECTIONS);
  try {
    await roles.caughtUp();
    const began = performance.now();
    const { last, entries } = await walk(api);
    const walkedMs = performance.now() - began;
    if (entries !== LONG.entries) throw new Error(`The walk came by ${entries} entries.`);
    const ask = (customerId: string, after?: string | null) => {
      const body = JSON.stringify(pageOf(customerId, after));
      return () => api.ask(body);
    };
    const { short, first, deep } = await compare(CONNECTIONS, {
      short: ask(SHORT.customerId),
      first: ask(LONG.customerId),
      deep: ask(LONG.customerId, last),
    });
    say(`${number(deep.perSecond)} deep pages/s, ${number(first.perSecond)} first ones`);
    const against = { name: 'the page of a list of 100 entries', value: short.perSecond };
    const figure = { unit: `pages of ${PER_PAGE}/s`, against, required: { atLeast: 0.7 } };
    return [
      {
        ...{ name: 'first page of 100,000 entries', value: first.perSecond, ...figure },
        note: `p50 ${number(first.p50)} ms, p99 ${number(first.p99)} ms`,
      },
      {
        ...{ name: 'last page of 100,000 entries', value: deep.perSecond, ...figure },
        note: `p50 ${number(deep.p50)} ms, p99 ${number(deep.p99)} ms; all 1,000 pages one after the other took ${number(walkedMs / 1000)} s`,
      },
    ];
  } finally {
    api.close();
    await roles.stop();
  }
}

/** The cursor before the last page, and how many entries there are. */
async function walk(api: HttpClient): Promise<{ readonly last: string | null; readonly entries: number }> {
  let entries = 0;
  for (let after: string | null = null; ;) {
    const { customerOrders }: z.output<typeof Page> = await api.graphql(pageOf(LONG.customerId, after), Page);
    entries += customerOrders.nodes.length;
    if (!customerOrders.pageInfo.hasNextPage) return { last: after, entries };
    after = customerOrders.pageInfo.endCursor;
  }
}

async function register(store: EventStore): Promise<void> {
  const deciders = modules.flatMap((module) => module.deciders);
  const commands = createCommandBus({ store, deciders, doorbell: { ring: () => {} } });
  for (const { customerId } of [SHORT, LONG]) {
    const input = { customerId, name: customerId, email: `${customerId}@example.com` };
    await send(commands, { command: 'registerCustomer', input });
  }
  await commands.close();
}

/** Orders of one customer. */
async function fill(
  store: EventStore,
  { customerId, entries }: { readonly customerId: string; readonly entries: number },
  from: number,
): Promise<void> {
  for (let first = from; first < from + entries; first += BATCH) {
    const count = Math.min(BATCH, from + entries - first);
    const appends = Array.from({ length: count }, (_, index) => {
      const append = appendOf(first + index, 0);
      const streams = append.streams.map((stream) => ({
        ...stream,
        events: stream.events.map((event) => ({ ...event, data: { ...Object(event.data), customerId } })),
      }));
      return { ...append, streams };
    });
    const outcomes = await store.append(appends);
    if (outcomes.some(({ kind }) => kind !== 'appended')) throw new Error('An order was not appended.');
  }
}
