// The decider of orders. Names and prices are taken when a product is put on the order; items and address stand once it
// is paid.
import { defineDecider, fact, facts, NotFound, NothingToChange, reject } from '#engine';
import { addressOf, sameAddress, type Address } from '../shared/address.ts';
import { OrderCommands } from './commands.ts';
import { beyondLimits, lineFor } from './decide-items.ts';
import { OrderEvents, type OrderLine } from './events.ts';
import { asOrdered, totalOf, withAdded, without, withQuantity } from './lines.ts';
import { orderedProduct, orderingCustomer } from './references.ts';
import {
  OrderNeedsItems,
  OrderNotOpen,
  OrderNotPaid,
  OrderNotShipped,
  ShippingAddressMissing,
} from './refusals.ts';
import type { OrderStatus } from './status.ts';

interface OrderState {
  readonly status: OrderStatus;
  readonly customerId: string;
  readonly lines: readonly OrderLine[];
  readonly shippingAddress: Address | null;
}
const initialState: OrderState = { status: 'CREATED', customerId: '', lines: [], shippingAddress: null };

const whole = ({ customerId, lines, shippingAddress }: Omit<OrderState, 'status'>) => ({
  customerId,
  lines,
  total: totalOf(lines),
  shippingAddress,
});

export const orderDecider = defineDecider({
  commands: OrderCommands,
  events: OrderEvents,
  initialState,
  facts: {
    createOrder: ({ customerId, items }) => ({
      customer: fact(orderingCustomer, customerId),
      products: facts(
        orderedProduct,
        items.map(({ productId }) => productId),
      ),
    }),
    addOrderItem: ({ productId }) => ({ product: fact(orderedProduct, productId) }),
  },
  decide: {
    createOrder: (_order, { customerId, items, ...input }, { customer, products }) => {
      if (!customer) return reject(NotFound, { what: 'customer', id: customerId });
      const lines: OrderLine[] = [];
      for (const item of items) {
        const line = lineFor(item, products.get(item.productId), lines[0]?.unitPrice.currency);
        if ('rejected' in line) return line;
        lines.push(line);
      }
      const address = input.shippingAddress ?? customer.address;
      return (
        beyondLimits(lines, 'items') ??
        OrderEvents.OrderCreated(whole({ customerId, lines, shippingAddress: address && addressOf(address) }))
      );
    },
    addOrderItem: (order, { productId, quantity }, { product }) => {
      if (order.status !== 'CREATED') return reject(OrderNotOpen, { status: order.status });
      const { currency } = totalOf(order.lines);
      const offered = lineFor({ productId, quantity }, product, currency);
      if ('rejected' in offered) return offered;
      const line = asOrdered(order.lines, offered);
      const lines = withAdded(order.lines, line);
      const { customerId } = order;
      return (
        beyondLimits(lines, 'quantity') ??
        OrderEvents.OrderItemAdded({ ...line, customerId, total: totalOf(lines) })
      );
    },
    removeOrderItem: (order, { productId }) => {
      if (order.status !== 'CREATED') return reject(OrderNotOpen, { status: order.status });
      const lines = without(order.lines, productId);
      if (lines.length === order.lines.length) return reject(NotFound, { what: 'order item', id: productId });
      if (lines.length === 0) return reject(OrderNeedsItems, {});
      const { customerId } = order;
      return OrderEvents.OrderItemRemoved({ customerId, productId, total: totalOf(lines) });
    },
    changeOrderItemQuantity: (order, { productId, quantity }) => {
      if (order.status !== 'CREATED') return reject(OrderNotOpen, { status: order.status });
      const line = order.lines.find((each) => each.productId === productId);
      if (!line) return reject(NotFound, { what: 'order item', id: productId });
      if (line.quantity === quantity) return reject(NothingToChange, {});
      const lines = withQuantity(order.lines, productId, quantity);
      const { customerId } = order;
      return (
        beyondLimits(lines, 'quantity') ??
        OrderEvents.OrderItemQuantityChanged({ customerId, productId, quantity, total: totalOf(lines) })
      );
    },
    changeOrderShippingAddress: (order, { address }) => {
      if (order.status !== 'CREATED') return reject(OrderNotOpen, { status: order.status });
      if (order.shippingAddress && sameAddress(address, order.shippingAddress)) {
        return reject(NothingToChange, {});
      }
      const { customerId } = order;
      return OrderEvents.OrderShippingAddressChanged({ customerId, shippingAddress: addressOf(address) });
    },
    payOrder: (order, { paymentReference }) =>
      order.status === 'CREATED'
        ? OrderEvents.OrderPaid({ ...whole(order), paymentReference })
        : reject(OrderNotOpen, { status: order.status }),
    shipOrder: (order, { carrier, trackingNumber }) => {
      if (order.status !== 'PAID') return reject(OrderNotPaid, { status: order.status });
      if (!order.shippingAddress) return reject(ShippingAddressMissing, {});
      return OrderEvents.OrderShipped({ ...whole(order), carrier, trackingNumber });
    },
    deliverOrder: (order) =>
      order.status === 'SHIPPED'
        ? OrderEvents.OrderDelivered({ customerId: order.customerId, total: totalOf(order.lines) })
        : reject(OrderNotShipped, { status: order.status }),
    cancelOrder: (order, { reason }) =>
      order.status === 'CREATED' || order.status === 'PAID'
        ? OrderEvents.OrderCancelled({ ...whole(order), reason, wasPaid: order.status === 'PAID' })
        : reject(OrderNotOpen, { status: order.status }),
  },
  evolve: {
    OrderCreated: (_order, { customerId, lines, shippingAddress }) => ({
      status: 'CREATED',
      customerId,
      lines,
      shippingAddress,
    }),
    OrderItemAdded: (order, { productId, productName, quantity, unitPrice }) => ({
      ...order,
      lines: withAdded(order.lines, { productId, productName, quantity, unitPrice }),
    }),
    OrderItemRemoved: (order, { productId }) => ({ ...order, lines: without(order.lines, productId) }),
    OrderItemQuantityChanged: (order, { productId, quantity }) => ({
      ...order,
      lines: withQuantity(order.lines, productId, quantity),
    }),
    OrderShippingAddressChanged: (order, { shippingAddress }) => ({ ...order, shippingAddress }),
    OrderPaid: (order) => ({ ...order, status: 'PAID' }),
    OrderShipped: (order) => ({ ...order, status: 'SHIPPED' }),
    OrderDelivered: (order) => ({ ...order, status: 'DELIVERED' }),
    OrderCancelled: (order) => ({ ...order, status: 'CANCELLED' }),
  },
});
