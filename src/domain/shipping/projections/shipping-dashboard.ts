// ShippingDashboard: how many orders there are in each state of their life. There is one document, of the whole shop.
import { defineDocument, defineProjection } from '#engine';
import { clerk } from '../../shared/access.ts';
import { z } from 'zod';
import { OrderEvents } from '../../orders/events.ts';

/** Id of the only document. */
export const SHOP = 'shop';

const Counts = z
  .object({
    created: z.int().meta({ description: 'Neither paid nor cancelled.' }),
    paid: z.int().meta({ description: 'To be shipped.' }),
    shipped: z.int().meta({ description: 'On their way.' }),
    delivered: z.int().meta({ description: 'Since the shop began.' }),
    cancelled: z.int().meta({ description: 'Since the shop began, before and after they were paid.' }),
  })
  .meta({ graphql: 'OrderCounts', description: 'How many orders are in each state at present.' });
type Counts = Readonly<z.output<typeof Counts>>;

export const ShippingDashboardDocument = defineDocument(
  'ShippingDashboard',
  {
    counts: Counts.meta({ description: 'Orders of the whole shop, by their state.' }),
    waitingCount: z.int().meta({ description: 'Orders that were paid and have to be shipped.' }),
  },
  { access: { read: clerk }, description: 'What there is to ship, of the whole shop.' },
);

const NONE: Counts = { created: 0, paid: 0, shipped: 0, delivered: 0, cancelled: 0 };
type Board = { readonly counts: Counts; readonly waitingCount: number };

function moved({ counts: before }: Board, from: keyof Counts, to: keyof Counts): Board {
  const counts = { ...before, [from]: before[from] - 1, [to]: before[to] + 1 };
  return { counts, waitingCount: counts.paid };
}

export const shippingDashboardProjection = defineProjection('shippingDashboard', {
  document: ShippingDashboardDocument,
  from: [OrderEvents],
  ownedBy: 'none',
  initial: { counts: NONE, waitingCount: 0 },
  create: {},
  update: {
    OrderCreated: (board) => ({ ...board, counts: { ...board.counts, created: board.counts.created + 1 } }),
    OrderPaid: (board) => moved(board, 'created', 'paid'),
    OrderShipped: (board) => moved(board, 'paid', 'shipped'),
    OrderDelivered: (board) => moved(board, 'shipped', 'delivered'),
    OrderCancelled: (board, { data: { wasPaid } }) => moved(board, wasPaid ? 'paid' : 'created', 'cancelled'),
  },
  route: {
    OrderCreated: () => SHOP,
    OrderPaid: () => SHOP,
    OrderShipped: () => SHOP,
    OrderDelivered: () => SHOP,
    OrderCancelled: () => SHOP,
  },
  ignore: ['OrderItemAdded', 'OrderItemRemoved', 'OrderItemQuantityChanged', 'OrderShippingAddressChanged'],
});
