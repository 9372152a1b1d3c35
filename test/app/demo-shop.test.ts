import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { toStream } from '#engine';
import { at, given, projecting, type PastEvent } from '#engine/testing';
import { demoShop } from '../../src/app/demo-shop.ts';
import { modules } from '../../src/app/modules.ts';
import { accountProjection } from '../../src/domain/accounts/projections/account.ts';
import { customerProjection } from '../../src/domain/customers/projections/customer.ts';
import { loyaltyProfileProjection } from '../../src/domain/loyalty/projections/loyalty-profile.ts';
import { orderDecider } from '../../src/domain/orders/decider.ts';
import { orderProjection } from '../../src/domain/orders/projections/order.ts';
import { streamFieldOf } from '../../src/engine/definitions/commands.ts';
import type { CommandRequest } from '../../src/engine/model/services.ts';

const requests: readonly CommandRequest[] = demoShop;
const deciders = modules.flatMap((module) => module.deciders);

/** Decides the request as a decider of any context would, and adds what came of it. */
function after(past: readonly PastEvent[], { command, input, occurredAt = '' }: CommandRequest) {
  const decider = deciders.find(({ commands }) => command in commands.specs);
  if (!decider) throw new Error(`Nobody decides about ${command}.`);
  const { outcome } = given(decider, past).when(command, input);
  if ('rejected' in outcome) throw new Error(`${command}: ${outcome.message}`);
  const [spec] = Object.entries(decider.commands.specs).flatMap(([name, of]) =>
    name === command ? [of] : [],
  );
  const id = spec && String(input[streamFieldOf(spec).field]);
  if (!id) throw new Error(`${command} names no stream.`);
  return [...past, ...outcome.map((event) => at(occurredAt, toStream(event.streamId ?? id, event)))];
}

describe('the demo shop', () => {
  const past = requests.reduce<readonly PastEvent[]>(after, []);

  it('is accepted as it is', () => {
    expect(past.length).toBeGreaterThanOrEqual(requests.length);
  });

  it('has orders in every state', () => {
    const statuses = [...projecting(orderProjection, past).values()].map(({ status }) => status);
    expect([...new Set(statuses)].sort()).toEqual(['CANCELLED', 'CREATED', 'DELIVERED', 'PAID', 'SHIPPED']);
  });

  it('has an open account with money on it, and a closed one', () => {
    expect([...projecting(accountProjection, past).values()]).toMatchObject([
      { id: 'demo-account-1', status: 'OPEN', balance: { minor: 20010, currency: 'EUR' } },
      { id: 'demo-account-2', status: 'CLOSED', balance: { minor: 0, currency: 'GBP' } },
    ]);
  });

  it('has loyal customers, two of them with the same score but for a review', () => {
    const profiles = [...projecting(loyaltyProfileProjection, past).values()];
    expect(profiles.map(({ customerName, score }) => [customerName, score])).toEqual([
      ['Ada Lovelace', 150],
      ['Grace Hopper', 349],
      ['Alan Turing', 120],
    ]);
  });

  it('has customers, products and room for a first order of one’s own', () => {
    expect([...projecting(customerProjection, past).keys()]).toEqual([
      'customer-1',
      'customer-2',
      'customer-3',
    ]);
    const mine = {
      orderId: 'order-1',
      customerId: 'customer-1',
      items: [{ productId: 'product-1', quantity: 2 }],
    };
    const { outcome } = given(orderDecider, past).when('createOrder', mine);
    expect(outcome).toMatchObject([
      { type: 'OrderCreated', data: { total: { minor: 2980, currency: 'EUR' } } },
    ]);
  });

  it('happened in order, each command under an id of its own', () => {
    const times = requests.map(({ occurredAt }) => occurredAt ?? '');
    expect([...times].sort()).toEqual(times);
    const ids = requests.map(({ input }) => z.uuid().parse(input['commandId']));
    expect(new Set(ids).size).toBe(requests.length);
  });

  it('keeps ids and inputs, because a store may have them already', () => {
    const first = JSON.stringify(demoShop.slice(0, 25));
    expect(createHash('sha256').update(first).digest('hex')).toBe(
      '51c7562938b7fbe84e16a7d1c1c52a1f15c6fbaeebca1830c7f0e85939722c7d',
    );
  });
});
