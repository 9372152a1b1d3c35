// The lines of an order: what comes of them when items are added, removed or changed, and what they are worth.
import { plus, times, type Money } from '../shared/money.ts';
import type { OrderLine } from './events.ts';

export const MOST_LINES = 100;
export const MOST_QUANTITY = 1000;

/** What comes on top of a line that is there comes at that line's name and price. */
export function asOrdered(lines: readonly OrderLine[], added: OrderLine): OrderLine {
  const there = lines.find(({ productId }) => productId === added.productId);
  return there ? { ...there, quantity: added.quantity } : added;
}

/** A line that is there grows; another comes last. */
export function withAdded(lines: readonly OrderLine[], added: OrderLine): readonly OrderLine[] {
  const there = lines.find(({ productId }) => productId === added.productId);
  return there ? withQuantity(lines, added.productId, there.quantity + added.quantity) : [...lines, added];
}

export function withQuantity(
  lines: readonly OrderLine[],
  productId: string,
  quantity: number,
): readonly OrderLine[] {
  return lines.map((line) => (line.productId === productId ? { ...line, quantity } : line));
}

export function without(lines: readonly OrderLine[], productId: string): readonly OrderLine[] {
  return lines.filter((line) => line.productId !== productId);
}

/** An order has at least one line, and all of one currency. */
export function totalOf(lines: readonly OrderLine[]): Money {
  return lines
    .map(({ unitPrice, quantity }) => times(unitPrice, quantity))
    .reduce(plus, { minor: 0, currency: lines[0]?.unitPrice.currency ?? '' });
}
