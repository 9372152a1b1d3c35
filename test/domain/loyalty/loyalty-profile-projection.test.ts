import { expect, it } from 'vitest';
import { toStream } from '#engine';
import { projecting, type PastEvent } from '#engine/testing';
import { CustomerEvents } from '../../../src/domain/customers/events.ts';
import { loyaltyProfileProjection } from '../../../src/domain/loyalty/projections/loyalty-profile.ts';
import { ada, paris } from '../examples.ts';
import { awarded, customerId } from './examples.ts';

const profiles = (...past: readonly PastEvent[]) => projecting(loyaltyProfileProjection, [ada, ...past]);
const mine = (event: ReturnType<typeof awarded>) => toStream(customerId, event);

it('shows nobody who was awarded nothing', () => {
  expect(profiles().size).toBe(0);
});

it('shows the score of the last award, and whose it is', () => {
  expect(profiles(mine(awarded(10, 10)), mine(awarded(5, 15))).get(customerId)).toEqual({
    id: customerId,
    version: 2,
    position: '3',
    customerId,
    customerName: 'Ada',
    score: 15,
  });
});

it('shows its customer as the customer is called now, and does not move with what it does not show', () => {
  const renamed = CustomerEvents.CustomerNameChanged({ name: 'Ada L.' });
  const moved = CustomerEvents.CustomerAddressUpdated({ address: paris });
  expect(profiles(mine(awarded(10, 10)), renamed, moved).get(customerId)).toMatchObject({
    version: 1,
    position: '3',
    customerName: 'Ada L.',
  });
});

it('keeps customers apart', () => {
  const past = [
    toStream('customer-2', ada),
    mine(awarded(1, 1)),
    toStream('customer-2', awarded(2, 2, 'customer-2')),
  ];
  expect([...profiles(...past).values()]).toMatchObject([
    { id: customerId, score: 1 },
    { id: 'customer-2', score: 2 },
  ]);
});
