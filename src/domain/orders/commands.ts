// Commands about orders.
import { defineCommands, NothingToChange, ValidationFailed } from '#engine';
import { z } from 'zod';
import { clerk, customerOf } from '../shared/access.ts';
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

const AN_ITEM = ProductId.meta({
  description: 'The product whose item it is. NotFound if the order has none.',
});
const ofCustomer = { subject: 'customer', by: 'customerId' } as const;
const Destination = AddressInput.meta({ description: 'All of it: it takes the place of the one before.' });

export const OrderCommands = defineCommands(
  'order',
  {
    createOrder: {
      description:
        'Orders products for a customer, at the names and prices they have now. Refused if one of them is not offered, or their prices are of two currencies.',
      creates: 'orderId',
      access: customerOf('customerId'),
      input: z.object({
        orderId: OrderId,
        customerId: CustomerId,
        items: OrderItems,
        shippingAddress: optional(AddressInput).meta({
          description: 'Where it goes; to the address of the customer, if there is one, if omitted.',
        }),
      }),
      emits: ['OrderCreated'],
      refuses: [ProductDiscontinued, CurrencyMismatch, ValidationFailed],
      personal: { ...ofCustomer, fields: ['shippingAddress'] },
    },
    addOrderItem: {
      description:
        'Puts a product on an order that is not paid, or more of it. More of it comes at the price of that item. Refused if the product is not offered or of another currency.',
      changes: 'orderId',
      access: customerOf('customerId'),
      input: z.object({ orderId: OrderId, productId: ProductId, quantity: Quantity }),
      emits: ['OrderItemAdded'],
      refuses: [OrderNotOpen, ProductDiscontinued, CurrencyMismatch, ValidationFailed],
    },
    removeOrderItem: {
      description:
        'Takes a product off an order that is not paid. Refused for the last one: cancel the order instead.',
      changes: 'orderId',
      access: customerOf('customerId'),
      input: z.object({ orderId: OrderId, productId: AN_ITEM }),
      emits: ['OrderItemRemoved'],
      refuses: [OrderNotOpen, OrderNeedsItems],
    },
    changeOrderItemQuantity: {
      description:
        'Says how much of a product is ordered, at the price of the item, as long as the order is not paid.',
      changes: 'orderId',
      access: customerOf('customerId'),
      input: z.object({ orderId: OrderId, productId: AN_ITEM, quantity: Quantity }),
      emits: ['OrderItemQuantityChanged'],
      refuses: [OrderNotOpen, NothingToChange, ValidationFailed],
    },
    changeOrderShippingAddress: {
      description: 'Says where an order goes, as long as it is not paid.',
      changes: 'orderId',
      access: customerOf('customerId'),
      input: z.object({ orderId: OrderId, address: Destination }),
      emits: ['OrderShippingAddressChanged'],
      refuses: [OrderNotOpen, NothingToChange],
      personal: { ...ofCustomer, fields: ['address'] },
    },
    payOrder: {
      description:
        'Marks an order as paid: its items and its address stand from then on, and the customer gets loyalty points a moment later. Refused if it was paid or cancelled.',
      changes: 'orderId',
      access: customerOf('customerId'),
      input: z.object({
        orderId: OrderId,
        paymentReference: line({ max: 100 }).meta({
          description: 'What the payment is found by elsewhere: one line of at most 100 characters.',
        }),
      }),
      emits: ['OrderPaid'],
      refuses: [OrderNotOpen],
      personal: { ...ofCustomer, fields: ['paymentReference'] },
    },
    shipOrder: {
      description: 'Hands an order that is paid to a carrier. Refused if it is not PAID, or has no address.',
      changes: 'orderId',
      access: clerk,
      input: z.object({
        orderId: OrderId,
        carrier: line({ max: 60 }).meta({ description: 'Who brings it: one line of at most 60 characters.' }),
        trackingNumber: line({ max: 100 }).meta({
          description: 'What the carrier finds it by: one line of at most 100 characters.',
        }),
      }),
      emits: ['OrderShipped'],
      refuses: [OrderNotPaid, ShippingAddressMissing],
      personal: { ...ofCustomer, fields: ['trackingNumber'] },
    },
    deliverOrder: {
      description: 'Marks an order that was shipped as delivered. Refused if it is not SHIPPED.',
      changes: 'orderId',
      access: clerk,
      input: z.object({ orderId: OrderId }),
      emits: ['OrderDelivered'],
      refuses: [OrderNotShipped],
    },
    cancelOrder: {
      description:
        'Cancels an order that was not shipped yet, paid or not. Loyalty points stay. Refused if it was shipped, delivered or cancelled.',
      changes: 'orderId',
      access: customerOf('customerId'),
      input: z.object({
        orderId: OrderId,
        reason: paragraphs({ max: 200 }).meta({ description: 'Shown on the order; at most 200 characters.' }),
      }),
      emits: ['OrderCancelled'],
      refuses: [OrderNotOpen],
      personal: { ...ofCustomer, fields: ['reason'] },
    },
  },
  { knownTo: customerOf('customerId') },
);
