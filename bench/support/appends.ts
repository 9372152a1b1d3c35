// Commands of the shop as they reach the event store: decided, with their event.
import { v7 as newId } from 'uuid';
import type { CommandAppend } from '../../src/engine/model/event-store.ts';
import { streamName } from '../../src/engine/model/stream.ts';
import { eventOf, LIFE, orderId, orderInput } from './shop.ts';

/** @param step in the life of the order, which is also its version before it. */
export function appendOf(order: number, step: number): CommandAppend {
  const commandId = newId();
  const type = LIFE[step] ?? 'createOrder';
  const stream = streamName('order', orderId(order));
  return {
    commandId,
    type,
    principal: 'bench',
    inputHash: '0'.repeat(64),
    payload: step === 0 ? orderInput(order) : { orderId: orderId(order) },
    streamId: orderId(order),
    streams: [{ stream, expectedVersion: step, events: [eventOf(order, type)] }],
    metadata: { causationId: commandId, correlationId: 'bench', principal: 'bench' },
  };
}

/** An order that is created. */
export const createdOrder = (order: number): CommandAppend => appendOf(order, 0);
