// Commands of the user as mutations, with what is expected of them and the outcome of their results.
import { commandDocuments, type CommandData } from './operations.ts';
import {
  CUSTOMER_ID,
  type Command,
  type CommandResult,
  type Money,
  type OrderDetail,
  type OrderLine,
  type Outcome,
} from './shop.ts';

type Input = Readonly<Record<string, unknown>>;

export const mutationOf = (command: Command) => ({
  mutation: commandDocuments[command.kind],
  variables: { input: inputOf(command) },
});

function inputOf(command: Command): Input {
  const { commandId, orderId } = command;
  const ids = { commandId, orderId };
  if (command.kind === 'createOrder') {
    const { product, quantity } = command;
    return { ...ids, customerId: CUSTOMER_ID, items: [{ productId: product.id, quantity }] };
  }
  const { expectedVersion } = command;
  const change = { ...ids, ...(expectedVersion === undefined ? {} : { expectedVersion }) };
  switch (command.kind) {
    case 'changeOrderItemQuantity':
      return { ...change, productId: command.productId, quantity: command.quantity };
    case 'payOrder':
      return { ...change, paymentReference: `storefront-${commandId.slice(0, 8)}` };
    case 'shipOrder':
      return { ...change, carrier: command.carrier, trackingNumber: command.trackingNumber };
  }
}

/** The order as it will be if nothing is in the way; nothing if there is none to begin with. */
export function expectedOrder(command: Command, known: OrderDetail | null): OrderDetail | undefined {
  if (command.kind === 'createOrder') return newOrder(command);
  if (known === null) return undefined;
  const version = known.version + 1;
  switch (command.kind) {
    case 'changeOrderItemQuantity':
      return { ...withQuantity(known, command), version };
    case 'payOrder':
      return { ...known, version, status: 'PAID' };
    case 'shipOrder':
      return {
        ...{ ...known, version, status: 'SHIPPED' },
        ...{ carrier: command.carrier, trackingNumber: command.trackingNumber },
      };
  }
}

/** A result like the server's, as caches want it: with the name of every type in it. */
export function expectedResult(command: Command, known: OrderDetail | null): CommandData | undefined {
  const order = expectedOrder(command, known);
  if (!order) return undefined;
  const name = `${command.kind.slice(0, 1).toUpperCase()}${command.kind.slice(1)}Payload`;
  const receipt = { __typename: 'CommandReceipt', version: order.version, token: '' };
  return { outcome: { __typename: name, receipt, order: withTypeNames(order) } };
}

export function outcomeOf(result: CommandResult | null | undefined): Outcome {
  if (!result) return { kind: 'failed', message: 'The server could not answer.' };
  if ('receipt' in result) return { kind: 'confirmed', version: result.receipt.version };
  const { code, message, actualVersion } = result;
  return { kind: 'refused', code, message, actualVersion };
}

function newOrder({ orderId, product, quantity }: Extract<Command, { kind: 'createOrder' }>): OrderDetail {
  const lineTotal = times(product.price, quantity);
  return {
    id: orderId,
    version: 1,
    status: 'CREATED',
    createdAt: new Date().toISOString(),
    total: lineTotal,
    items: [
      { product: { id: product.id, name: product.name }, quantity, unitPrice: product.price, lineTotal },
    ],
    paymentReference: null,
    carrier: null,
    trackingNumber: null,
  };
}

function withQuantity(
  order: OrderDetail,
  { productId, quantity }: { readonly productId: string; readonly quantity: number },
): OrderDetail {
  const items = order.items.map((line) =>
    line.product.id === productId ? { ...line, quantity, lineTotal: times(line.unitPrice, quantity) } : line,
  );
  return { ...order, items, total: sum(items, order.total.currency) };
}

const centsOf = ({ amount }: Money): number => Math.round(Number(amount) * 100);
const money = (cents: number, currency: string): Money => ({ amount: (cents / 100).toFixed(2), currency });
const times = (price: Money, quantity: number): Money => money(centsOf(price) * quantity, price.currency);
const sum = (items: readonly OrderLine[], currency: string): Money =>
  money(
    items.reduce((cents, { lineTotal }) => cents + centsOf(lineTotal), 0),
    currency,
  );

function withTypeNames(order: OrderDetail): OrderDetail {
  const named = <Value extends object>(__typename: string, value: Value) => ({ ...value, __typename });
  const items = order.items.map(({ product, quantity, unitPrice, lineTotal }) =>
    named('OrderItem', {
      product: named('OrderProduct', product),
      quantity,
      unitPrice: named('Money', unitPrice),
      lineTotal: named('Money', lineTotal),
    }),
  );
  return named('Order', { ...order, total: named('Money', order.total), items });
}
