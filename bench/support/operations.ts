// What clients of the shop send.
import { modules } from '../../src/app/modules.ts';
import { createCommandBus } from '../../src/engine/flow/accept/commands/create-command-bus.ts';
import { createEventStore } from '../../src/engine/flow/accept/event-store/create-event-store.ts';
import type { Operation } from './http-client.ts';
import type { Servers } from './servers.ts';
import { openShop, orderInput, send } from './shop.ts';

const ORDER = `query ($id: ID!) { order(id: $id) {
  id version status customer { name email }
  items { product { id name } quantity unitPrice { amount currency } lineTotal { amount currency } }
  total { amount currency } createdAt } }`;

export const orderQuery = (id: string): Operation => ({ query: ORDER, variables: { id } });

/** Changes an order and shows its receipt; with its entity, the order as it is at this write. */
export const changeQuantity = (
  input: { readonly orderId: string; readonly productId: string; readonly quantity: number },
  withEntity: boolean,
): Operation => ({
  query: `mutation ($input: ChangeOrderItemQuantityInput!) { changeOrderItemQuantity(input: $input) {
    ... on ChangeOrderItemQuantityPayload {
      receipt { version } ${withEntity ? 'order { id version status total { amount currency } }' : ''} }
    ... on CommandError { code message } } }`,
  variables: { input },
});

export const orderUpdates = (id: string): Operation => ({
  query: `subscription ($id: ID!) { orderUpdated(id: $id) { version token document { id version status } } }`,
  variables: { id },
});

/** Opens the shop and creates orders, through the command bus of this process. */
export async function placeOrders({ databaseUrl }: Servers, orders: number): Promise<void> {
  const store = createEventStore({ databaseUrl, events: modules.flatMap(({ events }) => events) });
  const deciders = modules.flatMap(({ deciders }) => deciders);
  const commands = createCommandBus({ store, deciders, doorbell: { ring: () => {} } });
  try {
    await openShop(commands);
    await Promise.all(
      Array.from({ length: orders }, (_, order) =>
        send(commands, { command: 'createOrder', input: orderInput(order) }),
      ),
    );
  } finally {
    await commands.close();
    await store.close();
  }
}
