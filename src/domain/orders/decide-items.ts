// Rules for the lines of an order: products that can't be ordered, and limits, whichever command would break them.
import { NotFound, reject, ValidationFailed } from '#engine';
import { isWithinLimit, type Money } from '../shared/money.ts';
import { CurrencyMismatch, ProductDiscontinued } from '../shared/refusals.ts';
import type { OrderLine } from './events.ts';
import { MOST_LINES, MOST_QUANTITY, totalOf } from './lines.ts';

interface Offered {
  readonly name: string;
  readonly price: Money;
  readonly discontinued: boolean;
}

interface Wanted {
  readonly productId: string;
  readonly quantity: number;
}

/** The line at the product's present name and price. `currency`: that of the order, if it has one already. */
export function lineFor({ productId, quantity }: Wanted, product: Offered | undefined, currency?: string) {
  if (!product) return reject(NotFound, { what: 'product', id: productId });
  if (product.discontinued) return reject(ProductDiscontinued, { productId });
  const { name: productName, price: unitPrice } = product;
  if (currency !== undefined && unitPrice.currency !== currency) {
    return reject(CurrencyMismatch, { expected: currency, actual: unitPrice.currency });
  }
  const line: OrderLine = { productId, productName, quantity, unitPrice };
  return line;
}

/** Nothing if an order may have these lines. `path` names the input that says how much is wanted. */
export function beyondLimits(lines: readonly OrderLine[], path: 'items' | 'quantity') {
  if (lines.length > MOST_LINES) return issue('productId', `an order has at most ${MOST_LINES} lines`);
  if (lines.some(({ quantity }) => quantity > MOST_QUANTITY)) {
    return issue(path, `an order has at most ${MOST_QUANTITY} of one product`);
  }
  return isWithinLimit(totalOf(lines)) ? undefined : issue(path, 'the total would be too large');
}

function issue(path: string, message: string) {
  return reject(ValidationFailed, { issues: [{ path, message }] });
}
