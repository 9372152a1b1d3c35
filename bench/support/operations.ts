// GraphQL operations of the shop's clients, as the bench sends them.
import { modules } from '../../src/app/modules.ts';
import { createCommandBus } from '../../src/engine/flow/accept/commands/create-command-bus.ts';
import { z } from 'zod';
import type { CommandBus } from '../../src/engine/model/services.ts';
import type { HttpClient, Operation } from './http-client.ts';
import type { Servers } from './servers.ts';
import { withStore } from './fill-store.ts';
import { openShop, orderId, orderInput, PAID_DAYS, paidOn, payment, send } from './shop.ts';

const ORDER = `query ($id: ID!) { order(id: $id) {
  id version status customer { name email }
  items { product { id name } quantity unitPrice { amount currency } lineTotal { amount currency } }
  total { amount currency } createdAt } }`;

export const orderQuery = (id: string): Operation => ({ query: ORDER, variables: { id } });

/** What a list or a link shows of an order. */
export const orderOverview = (id: string): Operation => ({
  query: 'query ($id: ID!) { order(id: $id) { id version status } }',
  variables: { id },
});

export const ordersOf = (customerId: string): Operation => ({
  query: `query ($customerId: ID!) { customerOrders(customerId: $customerId, first: 20) {
  nodes { id version status total { amount currency } createdAt } pageInfo { hasNextPage endCursor } } }`,
  variables: { customerId },
});

/** The answer to `changeOrder` with its receipt. */
export const Changed = z.object({
  changeOrderItemQuantity: z.object({ receipt: z.object({ version: z.int() }) }),
});

/**
 * Changes what is there, also when rounds are sent anew, and shows the receipt; with its entity, the order as it is at this
 * write.
 */
export function changeOrder(order: number, round: number, withEntity = false): Operation {
  const productId = orderInput(order).items[0]?.productId ?? '';
  const input = { orderId: orderId(order), productId, quantity: 2 + (round % 900) };
  return {
    query: `mutation ($input: ChangeOrderItemQuantityInput!) { changeOrderItemQuantity(input: $input) {
    ... on ChangeOrderItemQuantityPayload {
      receipt { version } ${withEntity ? 'order { id version status total { amount currency } }' : ''} }
    ... on CommandError { code message } } }`,
    variables: { input },
  };
}

export const orderUpdates = (id: string): Operation => ({
  query: `subscription ($id: ID!) { orderUpdated(id: $id) { version token document { id version status } } }`,
  variables: { id },
});

/** When (ms) which version of the order was told of first; filled while the stream is open. */
export async function followOrder(client: HttpClient, order: number): Promise<ReadonlyMap<number, number>> {
  const heard = new Map<number, number>();
  await client.subscribe(orderUpdates(orderId(order)), (at, text) => {
    const version = /"version":(\d+)/.exec(text)?.[1];
    if (version !== undefined && !heard.has(Number(version))) heard.set(Number(version), at);
  });
  return heard;
}

/** Sums of the days on which orders are paid. */
export const salesTotals = (): Operation => ({
  query: 'query ($from: Date!, $to: Date!) { salesAnalytics(from: $from, to: $to) { orders units } }',
  variables: { from: paidOn(0), to: paidOn(PAID_DAYS - 1) },
});

/** Opens the shop and creates orders. */
export const placeOrders = (servers: Servers, orders: number): Promise<void> =>
  withCommands(servers, async (commands) => {
    await openShop(commands);
    await sendAll(commands, orders, (order) => ({ command: 'createOrder', input: orderInput(order) }));
  });

/** The same number on each of some days. */
export const payOrders = (servers: Servers, orders: number): Promise<void> =>
  withCommands(servers, (commands) => sendAll(commands, orders, payment));

async function sendAll(
  commands: CommandBus,
  orders: number,
  requestOf: (order: number) => Parameters<typeof send>[1],
): Promise<void> {
  await Promise.all(Array.from({ length: orders }, (_, order) => send(commands, requestOf(order))));
}

/** Through a command bus of this process. */
const withCommands = (servers: Servers, run: (commands: CommandBus) => Promise<void>): Promise<void> =>
  withStore(servers, async (store) => {
    const deciders = modules.flatMap(({ deciders }) => deciders);
    const commands = createCommandBus({ store, deciders, doorbell: { ring: () => {} } });
    try {
      await run(commands);
    } finally {
      await commands.close();
    }
  });
