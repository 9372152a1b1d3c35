// The life of an order: CREATED → PAID → SHIPPED → DELIVERED, and CANCELLED from the first two.
import { enumeration } from '#engine';
import type { z } from 'zod';

export const OrderStatus = enumeration(
  'OrderStatus',
  {
    CREATED: 'Open: items and address may change; it may be paid or cancelled.',
    PAID: 'Items and address stand; it may be shipped or cancelled.',
    SHIPPED: 'On its way; it may be delivered.',
    DELIVERED: 'The end of an order.',
    CANCELLED: 'The other end, from CREATED or PAID.',
  },
  { description: 'Where an order is in its life.' },
);
export type OrderStatus = z.output<typeof OrderStatus>;
