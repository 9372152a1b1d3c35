// The obvious server for commands: graphql-yoga, whose resolver stores the command in one interactive transaction of
// Prisma. It decides nothing and folds nothing.
import { createServer } from 'node:http';
import { readFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { buildSchema } from 'graphql';
import { createYoga } from 'graphql-yoga';
import { v7 as newId } from 'uuid';
import { z } from 'zod';
import { OrderEvents } from '../../src/domain/orders/events.ts';
import { streamName } from '../../src/engine/model/stream.ts';
import { openPlainStore } from '../alternatives/transaction-per-command.ts';
import { say, settingsOf } from '../support/as-child.ts';

const { databaseUrl, connections } = settingsOf(
  z.object({ databaseUrl: z.string(), connections: z.number() }),
);
const store = openPlainStore(databaseUrl, connections);
const versions = new Map<string, number>();

const Input = z.object({
  input: z.object({ orderId: z.string(), productId: z.string(), quantity: z.number() }),
});

async function change(given: unknown): Promise<object> {
  const { input } = Input.parse(given);
  const { productId, quantity } = input;
  const total = { minor: 1090 * quantity, currency: 'EUR' };
  const changed = { customerId: 'customer-1', productId, quantity, total };
  const stream = streamName('order', input.orderId);
  const commandId = newId();
  // Their first event is there, as in the other store.
  const version = versions.get(stream) ?? 1;
  versions.set(stream, version + 1);
  await store.append({
    commandId,
    type: 'changeOrderItemQuantity',
    principal: 'bench',
    inputHash: '0'.repeat(64),
    payload: input,
    streamId: input.orderId,
    streams: [{ stream, expectedVersion: version, events: [OrderEvents.OrderItemQuantityChanged(changed)] }],
    metadata: { causationId: commandId, correlationId: 'bench', principal: 'bench' },
  });
  return { __typename: 'ChangeOrderItemQuantityPayload', receipt: { version: version + 1 } };
}

const schema = buildSchema(readFileSync(new URL('../../schema.graphql', import.meta.url), 'utf8'));
const mutation = schema.getMutationType()?.getFields()['changeOrderItemQuantity'];
if (mutation) mutation.resolve = (_root, given: unknown) => change(given);

const yoga = createYoga({ schema, logging: false });
const server = createServer((request, response) => void yoga(request, response));
server.listen(0, '127.0.0.1', () => {
  say({ url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/graphql` });
});
