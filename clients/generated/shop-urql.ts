// Made from the schema by "npm run client-config", not by hand: what urql's Graphcache has to know of it.
// cacheExchange(graphcacheConfig)
/* oxlint-disable max-params -- Graphcache gives a resolver four. */
import { stringifyVariables } from '@urql/core';
import type {
  Cache,
  CacheExchangeOpts,
  DataFields,
  ResolveInfo,
  Resolver,
  Variables,
} from '@urql/exchange-graphcache';

/** Part of what it is found in. */
const embedded = () => null;

/**
 * One document, found by its id whoever brought it: a query, a mutation's payload or a subscription. With `minVersion` only
 * if that question has been answered: who brought the version need not have brought all that is asked for.
 */
function oneDocument(typename: string, by?: string): Resolver {
  return (_parent, args, cache, { parentKey, fieldName }) => {
    const recorded = cache.resolve(parentKey, fieldName, givenOf(args));
    const id = by === undefined ? undefined : args[by];
    const known = typeof id === 'string' || typeof id === 'number';
    const key = known ? cache.keyOfEntity({ __typename: typename, id: String(id) }) : recorded;
    if (typeof key === 'string' && cache.resolve(key, '__typename') === typename) {
      const atLeast = leastOf(args);
      const version = cache.resolve(key, 'version');
      if (atLeast === undefined) return key;
      if (recorded && typeof version === 'number' && version >= atLeast) return key;
    }
    return recorded === null ? null : undefined;
  };
}

/** The version that is asked for, unless an older one will do. */
function leastOf({ minVersion, consistency }: Variables): number | undefined {
  const mayBeOlder =
    typeof consistency === 'object' &&
    consistency !== null &&
    'ifBehind' in consistency &&
    consistency['ifBehind'] === 'STALE';
  return typeof minVersion === 'number' && !mayBeOlder ? minVersion : undefined;
}

/** Graphcache keeps a field without arguments under another key than one with none given. */
const givenOf = <Args extends object>(args: Args | null | undefined): Args | undefined =>
  args && Object.keys(args).length > 0 ? args : undefined;

/**
 * Pages joined into one list: the first one, and what goes on where the page before it ends. A page that goes on nowhere is
 * of the list as it was. Of `edges` and `nodes`, those that nobody asked for are unknown and not empty.
 */
const pages: Resolver = (_parent, args, cache, info) => {
  const own = cache.resolve(info.parentKey, info.fieldName, givenOf(args));
  const list = listOf(args, cache, info);
  const [first] = list;
  const last = list.at(-1);
  const typename = first && cache.resolve(first, '__typename');
  if (!first || !last || typeof typename !== 'string') return own === null ? null : undefined;
  // What is asked for is still to come.
  if (typeof own !== 'string') info.partial = true;
  const edges = joined(cache, list, 'edges');
  const nodes = joined(cache, list, 'nodes');
  return {
    __typename: typename,
    ...(edges && { edges }),
    ...(nodes && { nodes }),
    pageInfo: {
      __typename: 'PageInfo',
      ...pageInfoOf(cache, first, ['startCursor', 'hasPreviousPage']),
      ...pageInfoOf(cache, last, ['endCursor', 'hasNextPage']),
    },
  };
};

/** Keys of the pages that follow each other. */
function listOf(args: Variables, cache: Cache, { parentKey, fieldName }: ResolveInfo): readonly string[] {
  const question = questionOf(args);
  const kept = cache.inspectFields(parentKey).flatMap((field) => {
    if (field.fieldName !== fieldName || questionOf(field.arguments) !== question) return [];
    const key = cache.resolve(parentKey, field.fieldKey);
    return typeof key === 'string' ? [{ key, ...pageOf(field.arguments) }] : [];
  });
  const pageAfter = (end: unknown): string | undefined => {
    const some = kept.filter(({ after }) => after === end);
    return (some.find(({ first }) => first === args['first']) ?? some.at(-1))?.key;
  };
  const list: string[] = [];
  let page = pageAfter(undefined) ?? pageAfter(args['after']);
  while (page !== undefined && !list.includes(page)) {
    list.push(page);
    const end = endOf(cache, page);
    page = typeof end === 'string' ? pageAfter(end) : undefined;
  }
  return list;
}

const pageOf = (args: Variables | null) => ({ after: args?.['after'], first: args?.['first'] });

/** Without the arguments that tell the pages of one list apart. */
function questionOf(args: Variables | null): string {
  const { first: _first, after: _after, ...question } = args ?? {};
  return stringifyVariables(question);
}

function endOf(cache: Cache, page: string): unknown {
  const edges = cache.resolve(page, 'edges');
  const lastEdge: unknown = Array.isArray(edges) ? edges.at(-1) : undefined;
  const known = pageInfoOf(cache, page, ['endCursor']);
  return known['endCursor'] ?? (typeof lastEdge === 'string' ? cache.resolve(lastEdge, 'cursor') : undefined);
}

/** As much as is known of it. */
function pageInfoOf(cache: Cache, page: string, names: readonly string[]): DataFields {
  const key = cache.resolve(page, 'pageInfo');
  const fields: DataFields = {};
  if (typeof key !== 'string') return fields;
  for (const name of names) {
    const value = cache.resolve(key, name);
    if (value !== undefined) fields[name] = value;
  }
  return fields;
}

/** Of all pages, each thing once; undefined if it was not asked for with each. */
function joined(cache: Cache, list: readonly string[], name: 'edges' | 'nodes'): string[] | undefined {
  const seen = new Set<unknown>();
  const all: string[] = [];
  for (const page of list) {
    const keys: unknown = cache.resolve(page, name);
    if (!Array.isArray(keys)) return undefined;
    for (const key of keys.filter((each) => typeof each === 'string')) {
      const node = name === 'edges' ? cache.resolve(key, 'node') : key;
      if (!seen.has(node)) all.push(key);
      seen.add(node);
    }
  }
  return all;
}

interface Outline {
  /** Fields with `!` where not null and `[]` where lists. */
  readonly fields: string;
  readonly implements?: readonly string[];
}

/** As much of an introspection as Graphcache looks at: names, members, and what may be null. */
function introspection(
  objects: Readonly<Record<string, Outline>>,
  interfaces: Readonly<Record<string, Outline>>,
  unions: Readonly<Record<string, readonly string[]>>,
) {
  const named = (names: readonly string[] = []) => names.map((name) => ({ name }));
  const outlined = (kind: 'OBJECT' | 'INTERFACE', outlines: Readonly<Record<string, Outline>>) =>
    Object.entries(outlines).map(([name, { fields, implements: above }]) => {
      return { kind, name, fields: fields.split(' ').map(field), interfaces: named(above) };
    });
  const members = Object.entries(unions).map(([name, of]) => ({
    kind: 'UNION' as const,
    name,
    possibleTypes: named(of),
  }));
  return [...outlined('OBJECT', objects), ...outlined('INTERFACE', interfaces), ...members];
}

interface TypeRef {
  readonly kind: string;
  readonly ofType?: TypeRef;
}

function field(text: string) {
  return { name: /^\w+/.exec(text)?.[0] ?? '', type: typeOf(text), args: [] };
}

function typeOf(text: string): TypeRef {
  if (text.endsWith('!')) return { kind: 'NON_NULL', ofType: typeOf(text.slice(0, -1)) };
  if (text.endsWith(']')) return { kind: 'LIST', ofType: typeOf(text.slice(text.indexOf('[') + 1, -1)) };
  return { kind: 'SCALAR' };
}

const objects = {
  Account: { fields: 'id! version! customerId! currency! balance! status! openedAt! closedAt', implements: ['Document'] },
  AccountClosed: { fields: 'code! message! accountId!', implements: ['CommandError'] },
  AccountNotEmpty: { fields: 'code! message! balance!', implements: ['CommandError'] },
  AccountStatementEntry: { fields: 'id! version! kind! amount! balance! at!', implements: ['Document'] },
  AccountStatementEntryConnection: { fields: 'edges[!]! nodes[!]! pageInfo!' },
  AccountStatementEntryEdge: { fields: 'cursor! node!' },
  AccountUpdate: { fields: 'readModel! id! version! token! eventTypes[!]! projectedAt! coalesced! document' },
  AddOrderItemPayload: { fields: 'receipt! order query!' },
  Address: { fields: 'line1! line2 city! postalCode! region country!' },
  AdminOrder: { fields: 'id! version! customerId! customerName status! total! fraudScore! region createdAt!', implements: ['Document'] },
  AdminOrderConnection: { fields: 'edges[!]! nodes[!]! pageInfo!' },
  AdminOrderEdge: { fields: 'cursor! node!' },
  AlreadyExists: { fields: 'code! message! what! id!', implements: ['CommandError'] },
  AwardLoyaltyPointsPayload: { fields: 'receipt! loyaltyProfile query!' },
  CancelOrderPayload: { fields: 'receipt! order query!' },
  ChangeCustomerEmailPayload: { fields: 'receipt! customer query!' },
  ChangeCustomerNamePayload: { fields: 'receipt! customer query!' },
  ChangeCustomerPhoneNumberPayload: { fields: 'receipt! customer query!' },
  ChangeOrderItemQuantityPayload: { fields: 'receipt! order query!' },
  ChangeOrderShippingAddressPayload: { fields: 'receipt! order query!' },
  ChangeProductPricePayload: { fields: 'receipt! product query!' },
  CloseAccountPayload: { fields: 'receipt! account query!' },
  CommandIdReused: { fields: 'code! message! commandId!', implements: ['CommandError'] },
  CommandReceipt: { fields: 'commandId! streamId! version! token! replayed!' },
  CreateOrderPayload: { fields: 'receipt! order query!' },
  CurrencyMismatch: { fields: 'code! message! expected! actual!', implements: ['CommandError'] },
  Customer: { fields: 'id! version! name! email! phoneNumber address registeredAt! orderCount! lifetimeValue[!]!', implements: ['Document'] },
  CustomerUpdate: { fields: 'readModel! id! version! token! eventTypes[!]! projectedAt! coalesced! document' },
  DeliverOrderPayload: { fields: 'receipt! order query!' },
  DepositMoneyPayload: { fields: 'receipt! account query!' },
  DescribeProductPayload: { fields: 'receipt! product query!' },
  DiscontinueProductPayload: { fields: 'receipt! product query!' },
  EmailTaken: { fields: 'code! message! email!', implements: ['CommandError'] },
  InsufficientFunds: { fields: 'code! message! balance! requested!', implements: ['CommandError'] },
  LeaderboardEntry: { fields: 'rank! customerId! customerName score!' },
  ListProductPayload: { fields: 'receipt! product query!' },
  LoyaltyLeaderboardUpdate: { fields: 'token! projectedAt! coalesced! entries[!]!' },
  LoyaltyProfile: { fields: 'id! version! customerId! customerName score! rank', implements: ['Document'] },
  LoyaltyProfileUpdate: { fields: 'readModel! id! version! token! eventTypes[!]! projectedAt! coalesced! document' },
  Money: { fields: 'amount! currency!' },
  Mutation: { fields: 'registerCustomer changeCustomerName changeCustomerEmail changeCustomerPhoneNumber updateCustomerAddress listProduct changeProductPrice describeProduct tagProduct untagProduct discontinueProduct createOrder addOrderItem removeOrderItem changeOrderItemQuantity changeOrderShippingAddress payOrder shipOrder deliverOrder cancelOrder openAccount depositMoney withdrawMoney closeAccount awardLoyaltyPoints' },
  NotFound: { fields: 'code! message! what! id!', implements: ['CommandError'] },
  NothingToChange: { fields: 'code! message!', implements: ['CommandError'] },
  OpenAccountPayload: { fields: 'receipt! account query!' },
  Order: { fields: 'id! version! customerId! customer status! items[!]! itemCount! total! shippingAddress createdAt! paidAt paymentReference shippedAt carrier trackingNumber deliveredAt cancelledAt cancellationReason', implements: ['Document'] },
  OrderCounts: { fields: 'created! paid! shipped! delivered! cancelled!' },
  OrderCustomer: { fields: 'id! name! email!' },
  OrderItem: { fields: 'product! quantity! unitPrice! lineTotal!' },
  OrderListItem: { fields: 'id! version! status! total! createdAt!', implements: ['Document'] },
  OrderListItemConnection: { fields: 'edges[!]! nodes[!]! pageInfo!' },
  OrderListItemEdge: { fields: 'cursor! node!' },
  OrderNeedsItems: { fields: 'code! message!', implements: ['CommandError'] },
  OrderNotOpen: { fields: 'code! message! status!', implements: ['CommandError'] },
  OrderNotPaid: { fields: 'code! message! status!', implements: ['CommandError'] },
  OrderNotShipped: { fields: 'code! message! status!', implements: ['CommandError'] },
  OrderProduct: { fields: 'id! name!' },
  OrderSummary: { fields: 'id! version! customerId! customerName customerEmail itemCount! productIds[!]! productNames[!]! total! status! shippedAt', implements: ['Document'] },
  OrderUpdate: { fields: 'readModel! id! version! token! eventTypes[!]! projectedAt! coalesced! document' },
  OtherSales: { fields: 'units! revenue[!]!' },
  PageInfo: { fields: 'hasNextPage! hasPreviousPage! startCursor endCursor' },
  PayOrderPayload: { fields: 'receipt! order query!' },
  Product: { fields: 'id! version! name! description! category! price! tags[!]! listedAt! discontinued! discontinuedAt', implements: ['Document'] },
  ProductConnection: { fields: 'edges[!]! nodes[!]! pageInfo!' },
  ProductDiscontinued: { fields: 'code! message! productId!', implements: ['CommandError'] },
  ProductEdge: { fields: 'cursor! node!' },
  ProductSales: { fields: 'productId! productName! units! revenue[!]!' },
  ProductUpdate: { fields: 'readModel! id! version! token! eventTypes[!]! projectedAt! coalesced! document' },
  ProjectionUpdate: { fields: 'readModel! id! version! token! eventTypes[!]! projectedAt! coalesced! document' },
  Query: { fields: 'customer product order orderSummary account loyaltyProfile shippingDashboard customerOrders adminOrders accountStatement waitingOrders loyaltyLeaderboard[!] searchProducts salesAnalytics' },
  RegionSales: { fields: 'region orders! units! revenue[!]!' },
  RegisterCustomerPayload: { fields: 'receipt! customer query!' },
  RemoveOrderItemPayload: { fields: 'receipt! order query!' },
  SalesAnalytics: { fields: 'from! to! granularity! orders! units! revenue[!]! byProduct[!]! otherProducts! byRegion[!]! periods[!]!' },
  SalesOfPeriod: { fields: 'id! version! orders! units! revenue[!]! byProduct[!]! otherProducts! byRegion[!]!', implements: ['Document'] },
  SalesPeriod: { fields: 'period! orders! units! revenue[!]! byProduct[!]! otherProducts! byRegion[!]!' },
  ShipOrderPayload: { fields: 'receipt! order query!' },
  ShippingAddressMissing: { fields: 'code! message!', implements: ['CommandError'] },
  ShippingDashboard: { fields: 'id! version! counts! waitingCount! waiting[!]!', implements: ['Document'] },
  ShippingDashboardUpdate: { fields: 'readModel! id! version! token! eventTypes[!]! projectedAt! coalesced! document' },
  Subscription: { fields: 'loyaltyLeaderboardUpdated! projectionUpdated! customerUpdated! productUpdated! orderUpdated! accountUpdated! loyaltyProfileUpdated! shippingDashboardUpdated!' },
  TagProductPayload: { fields: 'receipt! product query!' },
  TooManyTags: { fields: 'code! message! most! requested!', implements: ['CommandError'] },
  UntagProductPayload: { fields: 'receipt! product query!' },
  UpdateCustomerAddressPayload: { fields: 'receipt! customer query!' },
  ValidationFailed: { fields: 'code! message! issues[!]!', implements: ['CommandError'] },
  ValidationIssue: { fields: 'path! message!' },
  VersionConflict: { fields: 'code! message! expectedVersion! actualVersion!', implements: ['CommandError'] },
  WaitingOrder: { fields: 'id! version! customerId! customerName itemCount! units! total! country paidAt!', implements: ['Document'] },
  WaitingOrderConnection: { fields: 'edges[!]! nodes[!]! pageInfo!' },
  WaitingOrderEdge: { fields: 'cursor! node!' },
  WithdrawMoneyPayload: { fields: 'receipt! account query!' },
};

const interfaces = {
  CommandError: { fields: 'code! message!' },
  Document: { fields: 'id! version!' },
};

const unions = {
  RegisterCustomerResult: ['AlreadyExists', 'CommandIdReused', 'EmailTaken', 'NotFound', 'RegisterCustomerPayload', 'ValidationFailed', 'VersionConflict'],
  ChangeCustomerNameResult: ['ChangeCustomerNamePayload', 'CommandIdReused', 'NotFound', 'NothingToChange', 'ValidationFailed', 'VersionConflict'],
  ChangeCustomerEmailResult: ['ChangeCustomerEmailPayload', 'CommandIdReused', 'EmailTaken', 'NotFound', 'NothingToChange', 'ValidationFailed', 'VersionConflict'],
  ChangeCustomerPhoneNumberResult: ['ChangeCustomerPhoneNumberPayload', 'CommandIdReused', 'NotFound', 'NothingToChange', 'ValidationFailed', 'VersionConflict'],
  UpdateCustomerAddressResult: ['CommandIdReused', 'NotFound', 'NothingToChange', 'UpdateCustomerAddressPayload', 'ValidationFailed', 'VersionConflict'],
  ListProductResult: ['AlreadyExists', 'CommandIdReused', 'ListProductPayload', 'NotFound', 'TooManyTags', 'ValidationFailed', 'VersionConflict'],
  ChangeProductPriceResult: ['ChangeProductPricePayload', 'CommandIdReused', 'NotFound', 'NothingToChange', 'ProductDiscontinued', 'ValidationFailed', 'VersionConflict'],
  DescribeProductResult: ['CommandIdReused', 'DescribeProductPayload', 'NotFound', 'NothingToChange', 'ProductDiscontinued', 'ValidationFailed', 'VersionConflict'],
  TagProductResult: ['CommandIdReused', 'NotFound', 'NothingToChange', 'ProductDiscontinued', 'TagProductPayload', 'TooManyTags', 'ValidationFailed', 'VersionConflict'],
  UntagProductResult: ['CommandIdReused', 'NotFound', 'NothingToChange', 'ProductDiscontinued', 'UntagProductPayload', 'ValidationFailed', 'VersionConflict'],
  DiscontinueProductResult: ['CommandIdReused', 'DiscontinueProductPayload', 'NotFound', 'ProductDiscontinued', 'ValidationFailed', 'VersionConflict'],
  CreateOrderResult: ['AlreadyExists', 'CommandIdReused', 'CreateOrderPayload', 'CurrencyMismatch', 'NotFound', 'ProductDiscontinued', 'ValidationFailed', 'VersionConflict'],
  AddOrderItemResult: ['AddOrderItemPayload', 'CommandIdReused', 'CurrencyMismatch', 'NotFound', 'OrderNotOpen', 'ProductDiscontinued', 'ValidationFailed', 'VersionConflict'],
  RemoveOrderItemResult: ['CommandIdReused', 'NotFound', 'OrderNeedsItems', 'OrderNotOpen', 'RemoveOrderItemPayload', 'ValidationFailed', 'VersionConflict'],
  ChangeOrderItemQuantityResult: ['ChangeOrderItemQuantityPayload', 'CommandIdReused', 'NotFound', 'NothingToChange', 'OrderNotOpen', 'ValidationFailed', 'VersionConflict'],
  ChangeOrderShippingAddressResult: ['ChangeOrderShippingAddressPayload', 'CommandIdReused', 'NotFound', 'NothingToChange', 'OrderNotOpen', 'ValidationFailed', 'VersionConflict'],
  PayOrderResult: ['CommandIdReused', 'NotFound', 'OrderNotOpen', 'PayOrderPayload', 'ValidationFailed', 'VersionConflict'],
  ShipOrderResult: ['CommandIdReused', 'NotFound', 'OrderNotPaid', 'ShipOrderPayload', 'ShippingAddressMissing', 'ValidationFailed', 'VersionConflict'],
  DeliverOrderResult: ['CommandIdReused', 'DeliverOrderPayload', 'NotFound', 'OrderNotShipped', 'ValidationFailed', 'VersionConflict'],
  CancelOrderResult: ['CancelOrderPayload', 'CommandIdReused', 'NotFound', 'OrderNotOpen', 'ValidationFailed', 'VersionConflict'],
  OpenAccountResult: ['AlreadyExists', 'CommandIdReused', 'NotFound', 'OpenAccountPayload', 'ValidationFailed', 'VersionConflict'],
  DepositMoneyResult: ['AccountClosed', 'CommandIdReused', 'CurrencyMismatch', 'DepositMoneyPayload', 'NotFound', 'ValidationFailed', 'VersionConflict'],
  WithdrawMoneyResult: ['AccountClosed', 'CommandIdReused', 'CurrencyMismatch', 'InsufficientFunds', 'NotFound', 'ValidationFailed', 'VersionConflict', 'WithdrawMoneyPayload'],
  CloseAccountResult: ['AccountClosed', 'AccountNotEmpty', 'CloseAccountPayload', 'CommandIdReused', 'NotFound', 'ValidationFailed', 'VersionConflict'],
  AwardLoyaltyPointsResult: ['AwardLoyaltyPointsPayload', 'CommandIdReused', 'NotFound', 'ValidationFailed', 'VersionConflict'],
};

export const graphcacheConfig = {
  keys: {
    AccountClosed: embedded,
    AccountNotEmpty: embedded,
    AccountStatementEntryConnection: embedded,
    AccountStatementEntryEdge: embedded,
    AccountUpdate: embedded,
    AddOrderItemPayload: embedded,
    Address: embedded,
    AdminOrderConnection: embedded,
    AdminOrderEdge: embedded,
    AlreadyExists: embedded,
    AwardLoyaltyPointsPayload: embedded,
    CancelOrderPayload: embedded,
    ChangeCustomerEmailPayload: embedded,
    ChangeCustomerNamePayload: embedded,
    ChangeCustomerPhoneNumberPayload: embedded,
    ChangeOrderItemQuantityPayload: embedded,
    ChangeOrderShippingAddressPayload: embedded,
    ChangeProductPricePayload: embedded,
    CloseAccountPayload: embedded,
    CommandIdReused: embedded,
    CommandReceipt: embedded,
    CreateOrderPayload: embedded,
    CurrencyMismatch: embedded,
    CustomerUpdate: embedded,
    DeliverOrderPayload: embedded,
    DepositMoneyPayload: embedded,
    DescribeProductPayload: embedded,
    DiscontinueProductPayload: embedded,
    EmailTaken: embedded,
    InsufficientFunds: embedded,
    LeaderboardEntry: embedded,
    ListProductPayload: embedded,
    LoyaltyLeaderboardUpdate: embedded,
    LoyaltyProfileUpdate: embedded,
    Money: embedded,
    NotFound: embedded,
    NothingToChange: embedded,
    OpenAccountPayload: embedded,
    OrderCounts: embedded,
    OrderCustomer: embedded,
    OrderItem: embedded,
    OrderListItemConnection: embedded,
    OrderListItemEdge: embedded,
    OrderNeedsItems: embedded,
    OrderNotOpen: embedded,
    OrderNotPaid: embedded,
    OrderNotShipped: embedded,
    OrderProduct: embedded,
    OrderUpdate: embedded,
    OtherSales: embedded,
    PageInfo: embedded,
    PayOrderPayload: embedded,
    ProductConnection: embedded,
    ProductDiscontinued: embedded,
    ProductEdge: embedded,
    ProductSales: embedded,
    ProductUpdate: embedded,
    ProjectionUpdate: embedded,
    RegionSales: embedded,
    RegisterCustomerPayload: embedded,
    RemoveOrderItemPayload: embedded,
    SalesAnalytics: embedded,
    SalesPeriod: embedded,
    ShipOrderPayload: embedded,
    ShippingAddressMissing: embedded,
    ShippingDashboardUpdate: embedded,
    TagProductPayload: embedded,
    TooManyTags: embedded,
    UntagProductPayload: embedded,
    UpdateCustomerAddressPayload: embedded,
    ValidationFailed: embedded,
    ValidationIssue: embedded,
    VersionConflict: embedded,
    WaitingOrderConnection: embedded,
    WaitingOrderEdge: embedded,
    WithdrawMoneyPayload: embedded,
  },
  resolvers: {
    Query: {
      account: oneDocument('Account', 'id'),
      accountStatement: pages,
      adminOrders: pages,
      customer: oneDocument('Customer', 'id'),
      customerOrders: pages,
      loyaltyProfile: oneDocument('LoyaltyProfile', 'customerId'),
      order: oneDocument('Order', 'id'),
      orderSummary: oneDocument('OrderSummary', 'id'),
      product: oneDocument('Product', 'id'),
      searchProducts: pages,
      shippingDashboard: oneDocument('ShippingDashboard'),
      waitingOrders: pages,
    },
  },
  schema: {
    __schema: {
      queryType: { name: 'Query' },
      mutationType: { name: 'Mutation' },
      subscriptionType: { name: 'Subscription' },
      types: introspection(objects, interfaces, unions),
    },
  },
} satisfies CacheExchangeOpts;
