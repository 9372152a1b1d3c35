// The life of an order: CREATED → PAID → SHIPPED → DELIVERED, and CANCELLED from the first two.
import { enumeration } from '#engine';
import type { z } from 'zod';

export const OrderStatus = enumeration('OrderStatus', [
  'CREATED',
  'PAID',
  'SHIPPED',
  'DELIVERED',
  'CANCELLED',
]);
export type OrderStatus = z.output<typeof OrderStatus>;
