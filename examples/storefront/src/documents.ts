// Between what comes over the wire and what the page and the caches keep.
import type { FollowedDocument, OrdersData, UpdatesData } from './operations.ts';
import { CUSTOMER_ID, type OrderDetail, type OrderRow, type Update } from './shop.ts';

/** The customer's document changes when an order is placed anywhere. All on one stream: a browser opens only few. */
export function documentsOf(orderIds: readonly string[]): readonly FollowedDocument[] {
  return [
    { readModel: 'CUSTOMER', id: CUSTOMER_ID, sinceVersion: 0 },
    ...orderIds.map((id) => ({ readModel: 'ORDER', id, sinceVersion: 0 }) as const),
  ];
}

export function updateOf({ projectionUpdated: { readModel, id, version, document } }: UpdatesData): Update {
  const orderCount = document?.__typename === 'Customer' ? document.orderCount : undefined;
  return { readModel, id, version, orderCount };
}

type Row = OrderRow & { readonly __typename: 'OrderListItem' };

export function rowOf({ id, version, status, createdAt, total }: OrderDetail): Row {
  return { __typename: 'OrderListItem', id, version, status, createdAt, total };
}

/** The list with the order on top, if it is not in it. */
export function withRow<Data extends OrdersData>(data: Data | null, order: OrderDetail): Data | undefined {
  const list = data?.customerOrders;
  if (!data || !list || list.nodes.some(({ id }) => id === order.id)) return undefined;
  return { ...data, customerOrders: { ...list, nodes: [rowOf(order), ...list.nodes] } };
}
