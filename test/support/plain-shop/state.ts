// The shop in the plainest way: maps that are changed in place, no events, nothing of the engine or the domain.

export interface PlainMoney {
  readonly minor: number;
  readonly currency: string;
}

export interface PlainAddress {
  readonly line1: string;
  readonly line2?: string | null;
  readonly city: string;
  readonly postalCode: string;
  readonly region?: string | null;
  readonly country: string;
}

export interface PlainCustomer {
  version: number;
  name: string;
  email: string;
  phoneNumber: string | null;
  address: PlainAddress | null;
  readonly registeredAt: string;
}

export interface PlainProduct {
  version: number;
  name: string;
  description: string;
  category: string;
  price: PlainMoney;
  tags: string[];
  readonly listedAt: string;
  discontinuedAt: string | null;
}

export interface PlainItem {
  readonly productId: string;
  readonly name: string;
  quantity: number;
  readonly price: PlainMoney;
}

export interface PlainOrder {
  version: number;
  readonly customerId: string;
  status: 'CREATED' | 'PAID' | 'SHIPPED' | 'DELIVERED' | 'CANCELLED';
  items: PlainItem[];
  address: PlainAddress | null;
  readonly createdAt: string;
  paidAt: string | null;
  paymentReference: string | null;
  shippedAt: string | null;
  carrier: string | null;
  trackingNumber: string | null;
  deliveredAt: string | null;
  cancelledAt: string | null;
  cancellationReason: string | null;
}

export interface PlainMovement {
  readonly kind: 'DEPOSIT' | 'WITHDRAWAL';
  readonly amount: PlainMoney;
  readonly balance: PlainMoney;
  readonly at: string;
}

export interface PlainAccount {
  version: number;
  readonly customerId: string;
  balance: PlainMoney;
  readonly openedAt: string;
  closedAt: string | null;
  readonly movements: PlainMovement[];
}

/** What was sold with an order that was paid, or taken back with one that was cancelled later. */
export interface PlainSale {
  readonly at: string;
  readonly sign: 1 | -1;
  readonly items: readonly PlainItem[];
  readonly country: string | null;
}

export interface PlainShop {
  readonly customers: Map<string, PlainCustomer>;
  readonly products: Map<string, PlainProduct>;
  readonly orders: Map<string, PlainOrder>;
  readonly accounts: Map<string, PlainAccount>;
  readonly sales: PlainSale[];
  /** By customer, what was awarded, one by one. */
  readonly points: Map<string, number[]>;
  /** How often an order was created or changed its status. */
  moves: number;
}

export const emptyShop = (): PlainShop => ({
  customers: new Map(),
  products: new Map(),
  orders: new Map(),
  accounts: new Map(),
  sales: [],
  points: new Map(),
  moves: 0,
});

/** The code with which a command is refused, or nothing if it was done; `DONE` while the version is still to be counted. */
export type Done = string | undefined;

export interface Command<Input> {
  readonly input: Input;
  /** ISO 8601. */
  readonly at: string;
}

export const totalOf = ({ items }: PlainOrder): PlainMoney => ({
  minor: items.reduce((sum, { quantity, price }) => sum + quantity * price.minor, 0),
  currency: items[0]?.price.currency ?? '',
});

/** Of a decimal with two digits, such as '12.50'. */
export const minorOf = (amount: string): number => Math.round(Number(amount) * 100);

export const isSame = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);

export const addressOf = (address: PlainAddress): PlainAddress => ({
  line1: address.line1,
  line2: address.line2 ?? null,
  city: address.city,
  postalCode: address.postalCode,
  region: address.region ?? null,
  country: address.country,
});

export function award({ points }: PlainShop, customerId: string, awarded: number): void {
  points.set(customerId, [...(points.get(customerId) ?? []), awarded]);
}
