// Made from the schema by "npm run client-config", not by hand: what Apollo Client's cache has to know of it.
// new InMemoryCache(apolloCache)
import type { FieldFunctionOptions, FieldPolicy, InMemoryCacheConfig, Reference, TypePolicy } from '@apollo/client';
import { print, relayStylePagination } from '@apollo/client/utilities';

/** By what is `id` in the schema, whatever else an answer calls so. */
const keyOf: InMemoryCacheConfig['dataIdFromObject'] = (_named, { typename, storeObject: { id } }) =>
  typename && (typeof id === 'string' || typeof id === 'number') ? `${typename}:${id}` : undefined;

/** Part of what it is found in, and replaced with it: fields of two states must not be mixed. */
const embedded: TypePolicy = { keyFields: false, merge: false };

/** The newer list replaces the older one. */
const replaced: FieldPolicy = { merge: false };

/**
 * One document, found by its id whoever brought it: a query, a mutation's payload or a subscription. With `minVersion` only
 * if that question has been answered: who brought the version need not have brought all that is asked for.
 */
function oneDocument(typename: string, by?: string): FieldPolicy<Reference | null> {
  return {
    keyArgs(args, { field }) {
      const atLeast = leastOf(args);
      if (atLeast === undefined) return by === undefined ? false : [by];
      const selected = field?.selectionSet ? print(field.selectionSet) : '';
      return JSON.stringify([by && args?.[by], atLeast, selected]);
    },
    read(existing, { args, canRead, readField, toReference }) {
      const id: unknown = by === undefined ? undefined : args?.[by];
      const known = typeof id === 'string' || typeof id === 'number';
      const found = known ? toReference({ __typename: typename, id: String(id) }) : existing;
      if (!found || !canRead(found)) return existing;
      const atLeast = leastOf(args);
      if (atLeast === undefined) return found;
      const version = readField('version', found);
      const isAnswer = existing && typeof version === 'number' && version >= atLeast;
      return isAnswer ? found : existing === null ? null : undefined;
    },
  };
}

/** The version that is asked for, unless an older one will do. */
function leastOf(args: FieldFunctionOptions['args']): number | undefined {
  const atLeast: unknown = args?.['minVersion'];
  return typeof atLeast === 'number' && args?.['consistency']?.ifBehind !== 'STALE' ? atLeast : undefined;
}

/** Pages joined into one list, in `edges` and in `nodes`, whichever are asked for. */
function pages(keyArgs: string[] | false): FieldPolicy {
  const { read, merge } = relayStylePagination(keyArgs);
  return {
    keyArgs,
    read(existing, options) {
      const list = existing && typeof read === 'function' ? read(existing, options) : existing;
      if (!list || list.edges.length > 0 || !list.nodes?.length) return list;
      const { edges: _notAskedForYet, ...others } = list;
      return others;
    },
    merge(existing, incoming, options) {
      if (typeof merge !== 'function' || !incoming) return incoming;
      const merged = merge(existing ?? undefined, incoming, options);
      if (!incoming.nodes) return merged;
      const { nodes = [], ends = {} } = existing ?? {};
      const after = options.args?.['after'];
      const before = after ? nodes.slice(0, ends[after] ?? 0) : [];
      const all = [...before, ...incoming.nodes];
      // How many nodes there are up to the end of each page, so that the next one is put behind it.
      return { ...merged, nodes: all, ends: { ...ends, [incoming.pageInfo?.endCursor]: all.length } };
    },
  };
}

export const apolloCache: Pick<InMemoryCacheConfig, 'dataIdFromObject' | 'possibleTypes' | 'typePolicies'> = {
  dataIdFromObject: keyOf,
  possibleTypes: {
    AddOrderItemResult: ['AddOrderItemPayload', 'CommandIdReused', 'CurrencyMismatch', 'NotFound', 'OrderNotOpen', 'ProductDiscontinued', 'ValidationFailed', 'VersionConflict'],
    AwardLoyaltyPointsResult: ['AwardLoyaltyPointsPayload', 'CommandIdReused', 'NotFound', 'ValidationFailed', 'VersionConflict'],
    CancelOrderResult: ['CancelOrderPayload', 'CommandIdReused', 'NotFound', 'OrderNotOpen', 'ValidationFailed', 'VersionConflict'],
    ChangeCustomerEmailResult: ['ChangeCustomerEmailPayload', 'CommandIdReused', 'EmailTaken', 'NotFound', 'NothingToChange', 'ValidationFailed', 'VersionConflict'],
    ChangeCustomerNameResult: ['ChangeCustomerNamePayload', 'CommandIdReused', 'NotFound', 'NothingToChange', 'ValidationFailed', 'VersionConflict'],
    ChangeCustomerPhoneNumberResult: ['ChangeCustomerPhoneNumberPayload', 'CommandIdReused', 'NotFound', 'NothingToChange', 'ValidationFailed', 'VersionConflict'],
    ChangeOrderItemQuantityResult: ['ChangeOrderItemQuantityPayload', 'CommandIdReused', 'NotFound', 'NothingToChange', 'OrderNotOpen', 'ValidationFailed', 'VersionConflict'],
    ChangeOrderShippingAddressResult: ['ChangeOrderShippingAddressPayload', 'CommandIdReused', 'NotFound', 'NothingToChange', 'OrderNotOpen', 'ValidationFailed', 'VersionConflict'],
    ChangeProductPriceResult: ['ChangeProductPricePayload', 'CommandIdReused', 'NotFound', 'NothingToChange', 'ProductDiscontinued', 'ValidationFailed', 'VersionConflict'],
    CloseAccountResult: ['AccountClosed', 'AccountNotEmpty', 'CloseAccountPayload', 'CommandIdReused', 'NotFound', 'ValidationFailed', 'VersionConflict'],
    CommandError: ['AccountClosed', 'AccountNotEmpty', 'AlreadyExists', 'CommandIdReused', 'CurrencyMismatch', 'EmailTaken', 'InsufficientFunds', 'NotFound', 'NothingToChange', 'OrderNeedsItems', 'OrderNotOpen', 'OrderNotPaid', 'OrderNotShipped', 'ProductDiscontinued', 'ShippingAddressMissing', 'TooManyTags', 'ValidationFailed', 'VersionConflict'],
    CreateOrderResult: ['AlreadyExists', 'CommandIdReused', 'CreateOrderPayload', 'CurrencyMismatch', 'NotFound', 'ProductDiscontinued', 'ValidationFailed', 'VersionConflict'],
    DeliverOrderResult: ['CommandIdReused', 'DeliverOrderPayload', 'NotFound', 'OrderNotShipped', 'ValidationFailed', 'VersionConflict'],
    DepositMoneyResult: ['AccountClosed', 'CommandIdReused', 'CurrencyMismatch', 'DepositMoneyPayload', 'NotFound', 'ValidationFailed', 'VersionConflict'],
    DescribeProductResult: ['CommandIdReused', 'DescribeProductPayload', 'NotFound', 'NothingToChange', 'ProductDiscontinued', 'ValidationFailed', 'VersionConflict'],
    DiscontinueProductResult: ['CommandIdReused', 'DiscontinueProductPayload', 'NotFound', 'ProductDiscontinued', 'ValidationFailed', 'VersionConflict'],
    Document: ['Account', 'AccountStatementEntry', 'AdminOrder', 'Customer', 'LoyaltyProfile', 'Order', 'OrderListItem', 'OrderSummary', 'Product', 'SalesOfPeriod', 'ShippingDashboard', 'WaitingOrder'],
    ListProductResult: ['AlreadyExists', 'CommandIdReused', 'ListProductPayload', 'NotFound', 'TooManyTags', 'ValidationFailed', 'VersionConflict'],
    OpenAccountResult: ['AlreadyExists', 'CommandIdReused', 'NotFound', 'OpenAccountPayload', 'ValidationFailed', 'VersionConflict'],
    PayOrderResult: ['CommandIdReused', 'NotFound', 'OrderNotOpen', 'PayOrderPayload', 'ValidationFailed', 'VersionConflict'],
    RegisterCustomerResult: ['AlreadyExists', 'CommandIdReused', 'EmailTaken', 'NotFound', 'RegisterCustomerPayload', 'ValidationFailed', 'VersionConflict'],
    RemoveOrderItemResult: ['CommandIdReused', 'NotFound', 'OrderNeedsItems', 'OrderNotOpen', 'RemoveOrderItemPayload', 'ValidationFailed', 'VersionConflict'],
    ShipOrderResult: ['CommandIdReused', 'NotFound', 'OrderNotPaid', 'ShipOrderPayload', 'ShippingAddressMissing', 'ValidationFailed', 'VersionConflict'],
    TagProductResult: ['CommandIdReused', 'NotFound', 'NothingToChange', 'ProductDiscontinued', 'TagProductPayload', 'TooManyTags', 'ValidationFailed', 'VersionConflict'],
    UntagProductResult: ['CommandIdReused', 'NotFound', 'NothingToChange', 'ProductDiscontinued', 'UntagProductPayload', 'ValidationFailed', 'VersionConflict'],
    UpdateCustomerAddressResult: ['CommandIdReused', 'NotFound', 'NothingToChange', 'UpdateCustomerAddressPayload', 'ValidationFailed', 'VersionConflict'],
    WithdrawMoneyResult: ['AccountClosed', 'CommandIdReused', 'CurrencyMismatch', 'InsufficientFunds', 'NotFound', 'ValidationFailed', 'VersionConflict', 'WithdrawMoneyPayload'],
  },
  typePolicies: {
    AccountClosed: embedded,
    AccountNotEmpty: embedded,
    AccountStatementEntryConnection: embedded,
    AccountStatementEntryEdge: embedded,
    AccountUpdate: embedded,
    AddOrderItemPayload: { ...embedded, fields: { order: { keyArgs: false } } },
    Address: embedded,
    AdminOrderConnection: embedded,
    AdminOrderEdge: embedded,
    AlreadyExists: embedded,
    AwardLoyaltyPointsPayload: { ...embedded, fields: { loyaltyProfile: { keyArgs: false } } },
    CancelOrderPayload: { ...embedded, fields: { order: { keyArgs: false } } },
    ChangeCustomerEmailPayload: { ...embedded, fields: { customer: { keyArgs: false } } },
    ChangeCustomerNamePayload: { ...embedded, fields: { customer: { keyArgs: false } } },
    ChangeCustomerPhoneNumberPayload: { ...embedded, fields: { customer: { keyArgs: false } } },
    ChangeOrderItemQuantityPayload: { ...embedded, fields: { order: { keyArgs: false } } },
    ChangeOrderShippingAddressPayload: { ...embedded, fields: { order: { keyArgs: false } } },
    ChangeProductPricePayload: { ...embedded, fields: { product: { keyArgs: false } } },
    CloseAccountPayload: { ...embedded, fields: { account: { keyArgs: false } } },
    CommandIdReused: embedded,
    CommandReceipt: embedded,
    CreateOrderPayload: { ...embedded, fields: { order: { keyArgs: false } } },
    CurrencyMismatch: embedded,
    Customer: { fields: { lifetimeValue: replaced } },
    CustomerUpdate: embedded,
    DeliverOrderPayload: { ...embedded, fields: { order: { keyArgs: false } } },
    DepositMoneyPayload: { ...embedded, fields: { account: { keyArgs: false } } },
    DescribeProductPayload: { ...embedded, fields: { product: { keyArgs: false } } },
    DiscontinueProductPayload: { ...embedded, fields: { product: { keyArgs: false } } },
    EmailTaken: embedded,
    InsufficientFunds: embedded,
    LeaderboardEntry: embedded,
    ListProductPayload: { ...embedded, fields: { product: { keyArgs: false } } },
    LoyaltyLeaderboardUpdate: embedded,
    LoyaltyProfileUpdate: embedded,
    Money: embedded,
    NotFound: embedded,
    NothingToChange: embedded,
    OpenAccountPayload: { ...embedded, fields: { account: { keyArgs: false } } },
    Order: { fields: { items: replaced } },
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
    PayOrderPayload: { ...embedded, fields: { order: { keyArgs: false } } },
    ProductConnection: embedded,
    ProductDiscontinued: embedded,
    ProductEdge: embedded,
    ProductSales: embedded,
    ProductUpdate: embedded,
    ProjectionUpdate: embedded,
    Query: { fields: { account: oneDocument('Account', 'id'), accountStatement: pages(['id']), adminOrders: pages(['status', 'region']), customer: oneDocument('Customer', 'id'), customerOrders: pages(['customerId']), loyaltyLeaderboard: { keyArgs: ['first'], merge: false }, loyaltyProfile: oneDocument('LoyaltyProfile', 'customerId'), order: oneDocument('Order', 'id'), orderSummary: oneDocument('OrderSummary', 'id'), product: oneDocument('Product', 'id'), salesAnalytics: { keyArgs: ['from', 'to', 'granularity'] }, searchProducts: pages(['text', 'category', 'tags', 'minPrice', 'maxPrice']), shippingDashboard: oneDocument('ShippingDashboard'), waitingOrders: pages(false) } },
    RegionSales: embedded,
    RegisterCustomerPayload: { ...embedded, fields: { customer: { keyArgs: false } } },
    RemoveOrderItemPayload: { ...embedded, fields: { order: { keyArgs: false } } },
    SalesAnalytics: embedded,
    SalesOfPeriod: { fields: { byProduct: replaced, byRegion: replaced, revenue: replaced } },
    SalesPeriod: embedded,
    ShipOrderPayload: { ...embedded, fields: { order: { keyArgs: false } } },
    ShippingAddressMissing: embedded,
    ShippingDashboard: { fields: { waiting: replaced } },
    ShippingDashboardUpdate: embedded,
    TagProductPayload: { ...embedded, fields: { product: { keyArgs: false } } },
    TooManyTags: embedded,
    UntagProductPayload: { ...embedded, fields: { product: { keyArgs: false } } },
    UpdateCustomerAddressPayload: { ...embedded, fields: { customer: { keyArgs: false } } },
    ValidationFailed: embedded,
    ValidationIssue: embedded,
    VersionConflict: embedded,
    WaitingOrderConnection: embedded,
    WaitingOrderEdge: embedded,
    WithdrawMoneyPayload: { ...embedded, fields: { account: { keyArgs: false } } },
  },
};
