// Ways in which only an order's command is refused.
import { defineRefusal } from '#engine';
import { OrderStatus } from './status.ts';

/** Its items and its address stand once it is paid; it can't be paid twice, nor cancelled after shipping. */
export const OrderNotOpen = defineRefusal(
  'OrderNotOpen',
  { status: OrderStatus },
  ({ status }) => `The order is ${status}; it is not open for that any more.`,
);

export const OrderNotPaid = defineRefusal(
  'OrderNotPaid',
  { status: OrderStatus },
  ({ status }) => `Only a PAID order is shipped; this one is ${status}.`,
);

export const OrderNotShipped = defineRefusal(
  'OrderNotShipped',
  { status: OrderStatus },
  ({ status }) => `Only a SHIPPED order is delivered; this one is ${status}.`,
);

export const ShippingAddressMissing = defineRefusal(
  'ShippingAddressMissing',
  {},
  () => 'The order has no shipping address.',
);

export const OrderNeedsItems = defineRefusal(
  'OrderNeedsItems',
  {},
  () => 'It is the last item of the order; cancel the order instead.',
);
