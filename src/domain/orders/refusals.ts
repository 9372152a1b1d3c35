// Ways in which only an order's command is refused.
import { defineRefusal } from '#engine';
import { OrderStatus } from './status.ts';

const STATUS = OrderStatus.meta({ description: 'Where the order is.' });

/** Its items and its address stand once it is paid; it can't be paid twice, nor cancelled after shipping. */
export const OrderNotOpen = defineRefusal(
  'OrderNotOpen',
  { status: STATUS },
  {
    description:
      'It is too late for that: items and address stand once an order is paid, it is paid once, and not cancelled after it was shipped.',
    message: ({ status }) => `The order is ${status}; it is not open for that any more.`,
  },
);

export const OrderNotPaid = defineRefusal(
  'OrderNotPaid',
  { status: STATUS },
  {
    description: 'Only an order that is PAID is shipped.',
    message: ({ status }) => `Only a PAID order is shipped; this one is ${status}.`,
  },
);

export const OrderNotShipped = defineRefusal(
  'OrderNotShipped',
  { status: STATUS },
  {
    description: 'Only an order that is SHIPPED is delivered.',
    message: ({ status }) => `Only a SHIPPED order is delivered; this one is ${status}.`,
  },
);

export const ShippingAddressMissing = defineRefusal(
  'ShippingAddressMissing',
  {},
  {
    description: 'The order has no address, and gets none once it is paid: it can only be cancelled.',
    message: () => 'The order has no shipping address.',
  },
);

export const OrderNeedsItems = defineRefusal(
  'OrderNeedsItems',
  {},
  {
    description: 'It is the last item of the order. Cancel the order instead.',
    message: () => 'It is the last item of the order; cancel the order instead.',
  },
);
