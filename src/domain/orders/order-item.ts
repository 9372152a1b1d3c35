// An item as the read model `order` shows it: a line of the order with what it comes to.
import { z } from 'zod';
import { ProductId } from '../shared/ids.ts';
import { Money, times } from '../shared/money.ts';
import type { OrderLine } from './events.ts';

export const OrderItem = z
  .object({
    product: z
      .object({
        id: ProductId,
        name: z.string().meta({ description: 'It may have another one by now: see `product(id:)`.' }),
      })
      .meta({ graphql: 'OrderProduct', description: 'The product as it was when it was put on the order.' })
      .meta({ description: 'Which product, by the name it had then.' }),
    quantity: z.int().meta({ description: 'Pieces ordered.' }),
    unitPrice: Money.meta({ description: 'Of one piece, when the product was put on the order.' }),
    lineTotal: Money.meta({ description: '`quantity` times `unitPrice`.' }),
  })
  .meta({ graphql: 'OrderItem', description: 'A product on an order. Each product has one item.' });
export type OrderItem = z.output<typeof OrderItem>;

export function itemOf({ productId, productName, quantity, unitPrice }: OrderLine): OrderItem {
  const product = { id: productId, name: productName };
  return { product, quantity, unitPrice, lineTotal: times(unitPrice, quantity) };
}

export function added(items: readonly OrderItem[], line: OrderLine): readonly OrderItem[] {
  const there = items.find(({ product }) => product.id === line.productId);
  return there
    ? requantified(items, line.productId, there.quantity + line.quantity)
    : [...items, itemOf(line)];
}

export function requantified(
  items: readonly OrderItem[],
  productId: string,
  quantity: number,
): readonly OrderItem[] {
  return items.map((item) =>
    item.product.id === productId ? { ...item, quantity, lineTotal: times(item.unitPrice, quantity) } : item,
  );
}
