// What may be asked about orders.
import { defineCommands, NothingToChange, ValidationFailed } from '#engine';
import { z } from 'zod';
import { AddressInput } from '../shared/address.ts';
import { CustomerId, OrderId, ProductId } from '../shared/ids.ts';
import { CurrencyMismatch, ProductDiscontinued } from '../shared/refusals.ts';
import { line, optional, paragraphs } from '../shared/text.ts';
import { OrderItems, Quantity } from './items.ts';
import {
  OrderNeedsItems,
  OrderNotOpen,
  OrderNotPaid,
  OrderNotShipped,
  ShippingAddressMissing,
} from './refusals.ts';

const Reference = line({ max: 100 });

export const OrderCommands = defineCommands('order', {
  createOrder: {
    creates: 'orderId',
    input: z.object({
      orderId: OrderId,
      customerId: CustomerId,
      items: OrderItems,
      shippingAddress: optional(AddressInput),
    }),
    emits: ['OrderCreated'],
    refuses: [ProductDiscontinued, CurrencyMismatch, ValidationFailed],
  },
  addOrderItem: {
    changes: 'orderId',
    input: z.object({ orderId: OrderId, productId: ProductId, quantity: Quantity }),
    emits: ['OrderItemAdded'],
    refuses: [OrderNotOpen, ProductDiscontinued, CurrencyMismatch, ValidationFailed],
  },
  removeOrderItem: {
    changes: 'orderId',
    input: z.object({ orderId: OrderId, productId: ProductId }),
    emits: ['OrderItemRemoved'],
    refuses: [OrderNotOpen, OrderNeedsItems],
  },
  changeOrderItemQuantity: {
    changes: 'orderId',
    input: z.object({ orderId: OrderId, productId: ProductId, quantity: Quantity }),
    emits: ['OrderItemQuantityChanged'],
    refuses: [OrderNotOpen, NothingToChange, ValidationFailed],
  },
  changeOrderShippingAddress: {
    changes: 'orderId',
    input: z.object({ orderId: OrderId, address: AddressInput }),
    emits: ['OrderShippingAddressChanged'],
    refuses: [OrderNotOpen, NothingToChange],
  },
  payOrder: {
    changes: 'orderId',
    input: z.object({ orderId: OrderId, paymentReference: Reference }),
    emits: ['OrderPaid'],
    refuses: [OrderNotOpen],
  },
  shipOrder: {
    changes: 'orderId',
    input: z.object({ orderId: OrderId, carrier: line({ max: 60 }), trackingNumber: Reference }),
    emits: ['OrderShipped'],
    refuses: [OrderNotPaid, ShippingAddressMissing],
  },
  deliverOrder: {
    changes: 'orderId',
    input: z.object({ orderId: OrderId }),
    emits: ['OrderDelivered'],
    refuses: [OrderNotShipped],
  },
  cancelOrder: {
    changes: 'orderId',
    input: z.object({ orderId: OrderId, reason: paragraphs({ max: 200 }) }),
    emits: ['OrderCancelled'],
    refuses: [OrderNotOpen],
  },
});
