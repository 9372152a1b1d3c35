// Commands about orders, as the plain shop does them.
import {
  addressOf,
  award,
  isSame,
  totalOf,
  type Command,
  type Done,
  type PlainAddress,
  type PlainItem,
  type PlainOrder,
  type PlainSale,
  type PlainShop,
} from './state.ts';

interface Wanted {
  readonly productId: string;
  readonly quantity: number;
}

interface NewOrder {
  readonly orderId: string;
  readonly customerId: string;
  readonly items: readonly Wanted[];
  readonly shippingAddress?: PlainAddress;
}

type ItemCommand = Command<Wanted & { readonly orderId: string }>;

const MOST_QUANTITY = 1000;

/** The item at today's name and price, or why it can't be had. */
function itemOf(
  { products }: PlainShop,
  { productId, quantity }: Wanted,
  currency?: string,
): PlainItem | string {
  const product = products.get(productId);
  if (!product) return 'NOT_FOUND';
  if (product.discontinuedAt !== null) return 'PRODUCT_DISCONTINUED';
  if (currency !== undefined && product.price.currency !== currency) return 'CURRENCY_MISMATCH';
  return { productId, name: product.name, quantity, price: product.price };
}

function change({ orders }: PlainShop, orderId: string, make: (order: PlainOrder) => Done): Done {
  const order = orders.get(orderId);
  if (!order) return 'NOT_FOUND';
  const done = make(order);
  if (done !== 'DONE') return done;
  order.version += 1;
  return undefined;
}

function sell(shop: PlainShop, order: PlainOrder, sale: Pick<PlainSale, 'at' | 'sign'>): void {
  const items = order.items.map((item) => ({ ...item }));
  shop.sales.push({ ...sale, items, country: order.address?.country ?? null });
  shop.moves += 1;
}

const changeOpen = (shop: PlainShop, orderId: string, make: (order: PlainOrder) => Done): Done =>
  change(shop, orderId, (order) => (order.status === 'CREATED' ? make(order) : 'ORDER_NOT_OPEN'));

export const sales = {
  createOrder: (shop: PlainShop, { input, at }: Command<NewOrder>): Done => {
    const { orderId, customerId, shippingAddress } = input;
    const merged = new Map<string, number>();
    for (const { productId, quantity } of input.items) {
      merged.set(productId, (merged.get(productId) ?? 0) + quantity);
    }
    if ([...merged.values()].some((quantity) => quantity > MOST_QUANTITY)) return 'VALIDATION_FAILED';
    if (shop.orders.has(orderId)) return 'ALREADY_EXISTS';
    const customer = shop.customers.get(customerId);
    if (!customer) return 'NOT_FOUND';
    const items: PlainItem[] = [];
    for (const [productId, quantity] of merged) {
      const item = itemOf(shop, { productId, quantity }, items[0]?.price.currency);
      if (typeof item === 'string') return item;
      items.push(item);
    }
    const address = shippingAddress ? addressOf(shippingAddress) : customer.address;
    shop.orders.set(orderId, {
      ...{ version: 1, customerId, status: 'CREATED', items, address, createdAt: at },
      ...{ paidAt: null, paymentReference: null, shippedAt: null, carrier: null, trackingNumber: null },
      ...{ deliveredAt: null, cancelledAt: null, cancellationReason: null },
    });
    shop.moves += 1;
    return undefined;
  },
  addOrderItem: (shop: PlainShop, { input }: ItemCommand): Done =>
    changeOpen(shop, input.orderId, (order) => {
      const item = itemOf(shop, input, order.items[0]?.price.currency);
      if (typeof item === 'string') return item;
      const there = order.items.find(({ productId }) => productId === input.productId);
      if ((there?.quantity ?? 0) + input.quantity > MOST_QUANTITY) return 'VALIDATION_FAILED';
      if (there) there.quantity += input.quantity;
      else order.items.push(item);
      return 'DONE';
    }),
  removeOrderItem: (shop: PlainShop, { input }: Command<{ orderId: string; productId: string }>): Done =>
    changeOpen(shop, input.orderId, (order) => {
      const rest = order.items.filter(({ productId }) => productId !== input.productId);
      if (rest.length === order.items.length) return 'NOT_FOUND';
      if (rest.length === 0) return 'ORDER_NEEDS_ITEMS';
      order.items = rest;
      return 'DONE';
    }),
  changeOrderItemQuantity: (shop: PlainShop, { input }: ItemCommand): Done =>
    changeOpen(shop, input.orderId, (order) => {
      const item = order.items.find(({ productId }) => productId === input.productId);
      if (!item) return 'NOT_FOUND';
      if (item.quantity === input.quantity) return 'NOTHING_TO_CHANGE';
      item.quantity = input.quantity;
      return 'DONE';
    }),
  changeOrderShippingAddress: (
    shop: PlainShop,
    { input }: Command<{ orderId: string; address: PlainAddress }>,
  ): Done =>
    changeOpen(shop, input.orderId, (order) => {
      const address = addressOf(input.address);
      if (isSame(order.address, address)) return 'NOTHING_TO_CHANGE';
      order.address = address;
      return 'DONE';
    }),
  payOrder: (shop: PlainShop, { input, at }: Command<{ orderId: string; paymentReference: string }>): Done =>
    changeOpen(shop, input.orderId, (order) => {
      Object.assign(order, { status: 'PAID', paidAt: at, paymentReference: input.paymentReference });
      sell(shop, order, { at, sign: 1 });
      award(shop, order.customerId, Math.max(1, Math.floor(totalOf(order).minor / 100)));
      return 'DONE';
    }),
  shipOrder: (
    shop: PlainShop,
    { input, at }: Command<{ orderId: string; carrier: string; trackingNumber: string }>,
  ): Done =>
    change(shop, input.orderId, (order) => {
      if (order.status !== 'PAID') return 'ORDER_NOT_PAID';
      if (order.address === null) return 'SHIPPING_ADDRESS_MISSING';
      const { carrier, trackingNumber } = input;
      Object.assign(order, { status: 'SHIPPED', shippedAt: at, carrier, trackingNumber });
      shop.moves += 1;
      return 'DONE';
    }),
  deliverOrder: (shop: PlainShop, { input, at }: Command<{ orderId: string }>): Done =>
    change(shop, input.orderId, (order) => {
      if (order.status !== 'SHIPPED') return 'ORDER_NOT_SHIPPED';
      Object.assign(order, { status: 'DELIVERED', deliveredAt: at });
      shop.moves += 1;
      return 'DONE';
    }),
  cancelOrder: (shop: PlainShop, { input, at }: Command<{ orderId: string; reason: string }>): Done =>
    change(shop, input.orderId, (order) => {
      if (order.status !== 'CREATED' && order.status !== 'PAID') return 'ORDER_NOT_OPEN';
      if (order.status === 'PAID') sell(shop, order, { at, sign: -1 });
      else shop.moves += 1;
      Object.assign(order, { status: 'CANCELLED', cancelledAt: at, cancellationReason: input.reason });
      return 'DONE';
    }),
};
