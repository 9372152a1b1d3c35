// The items a new order is asked for: a product named twice becomes one item.
import { z } from 'zod';
import { ProductId } from '../shared/ids.ts';
import { MOST_LINES, MOST_QUANTITY } from './lines.ts';

export const Quantity = z
  .int()
  .min(1)
  .max(MOST_QUANTITY)
  .meta({ description: `Pieces, from 1 to ${MOST_QUANTITY}.` });

const OrderItemInput = z
  .object({ productId: ProductId, quantity: Quantity })
  .meta({ graphql: 'OrderItemInput', description: 'A product, and how much of it is ordered.' });

export const OrderItems = z
  .array(OrderItemInput)
  .min(1)
  .max(MOST_LINES)
  .transform((items, context) => {
    const quantities = new Map<string, number>();
    for (const [index, { productId, quantity }] of items.entries()) {
      const sum = (quantities.get(productId) ?? 0) + quantity;
      if (sum > MOST_QUANTITY) {
        const message = `would make ${sum} of one product; at most ${MOST_QUANTITY}`;
        context.addIssue({ code: 'custom', message, path: [index, 'quantity'] });
      }
      quantities.set(productId, sum);
    }
    return [...quantities].map(([productId, quantity]) => ({ productId, quantity }));
  })
  .meta({ description: `From 1 to ${MOST_LINES}. A product that is named twice becomes one item.` });
