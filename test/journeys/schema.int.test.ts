// The schema as a client finds it: every command of the modules and no other, with the types of everything that goes
// in and comes out, by introspection, as text, and in the file that is committed.
import { readFileSync } from 'node:fs';
import {
  assertEnumType,
  assertInputObjectType,
  assertObjectType,
  assertUnionType,
  buildClientSchema,
  getIntrospectionQuery,
  lexicographicSortSchema,
  printSchema,
  type GraphQLSchema,
  type IntrospectionQuery,
} from 'graphql';
import { beforeAll, describe, expect, it } from 'vitest';
import { VERBS } from '../../src/engine/graphql/schema/operations/verbs.ts';
import { modules } from '../../src/app/modules.ts';
import { withShop } from '../support/shop.ts';

const shop = withShop({ worker: false, demo: false });
let schema: GraphQLSchema;
beforeAll(async () => {
  const { data } = await shop().ask(getIntrospectionQuery());
  schema = buildClientSchema(data as unknown as IntrospectionQuery);
});

/** Command, its own input → what it shows | its own refusals. */
const COMMANDS = `
registerCustomer customerId: ID, name: String!, email: String!, phoneNumber: String, address: AddressInput → Customer | EmailTaken
changeCustomerName customerId: ID!, name: String! → Customer | NothingToChange
changeCustomerEmail customerId: ID!, email: String! → Customer | NothingToChange EmailTaken
changeCustomerPhoneNumber customerId: ID!, phoneNumber: String! → Customer | NothingToChange
updateCustomerAddress customerId: ID!, address: AddressInput! → Customer | NothingToChange
listProduct productId: ID, name: String!, description: String!, category: String!, price: MoneyInput!, tags: [String!] → Product | TooManyTags
changeProductPrice productId: ID!, price: MoneyInput! → Product | NothingToChange ProductDiscontinued
describeProduct productId: ID!, name: String, description: String, category: String → Product | NothingToChange ProductDiscontinued
tagProduct productId: ID!, tags: [String!]! → Product | NothingToChange ProductDiscontinued TooManyTags
untagProduct productId: ID!, tags: [String!]! → Product | NothingToChange ProductDiscontinued
discontinueProduct productId: ID! → Product | ProductDiscontinued
createOrder orderId: ID, customerId: ID!, items: [OrderItemInput!]!, shippingAddress: AddressInput → Order | CurrencyMismatch ProductDiscontinued
addOrderItem orderId: ID!, productId: ID!, quantity: Int! → Order | CurrencyMismatch OrderNotOpen ProductDiscontinued
removeOrderItem orderId: ID!, productId: ID! → Order | OrderNeedsItems OrderNotOpen
changeOrderItemQuantity orderId: ID!, productId: ID!, quantity: Int! → Order | NothingToChange OrderNotOpen
changeOrderShippingAddress orderId: ID!, address: AddressInput! → Order | NothingToChange OrderNotOpen
payOrder orderId: ID!, paymentReference: String! → Order | OrderNotOpen
shipOrder orderId: ID!, carrier: String!, trackingNumber: String! → Order | OrderNotPaid ShippingAddressMissing
deliverOrder orderId: ID! → Order | OrderNotShipped
cancelOrder orderId: ID!, reason: String! → Order | OrderNotOpen
openAccount accountId: ID, customerId: ID!, currency: CurrencyCode! → Account |
depositMoney accountId: ID!, amount: MoneyInput! → Account | AccountClosed CurrencyMismatch
withdrawMoney accountId: ID!, amount: MoneyInput! → Account | AccountClosed CurrencyMismatch InsufficientFunds
closeAccount accountId: ID! → Account | AccountClosed AccountNotEmpty
awardLoyaltyPoints customerId: ID!, points: Int!, reason: String! → LoyaltyProfile |`;

const commands = [...COMMANDS.matchAll(/^(\w+) (.*) → (\w+) \|(.*)$/gm)].map(
  ([, name = '', input = '', shown = '', refusals = '']) => ({
    name,
    type: `${name.charAt(0).toUpperCase()}${name.slice(1)}`,
    input: input.split(', '),
    shown,
    refusals: refusals.split(' ').filter(Boolean),
    isNew: input.startsWith(`${shown.toLowerCase()}Id: ID,`),
  }),
);

const fieldsOf = (type: string): readonly string[] =>
  Object.values(assertObjectType(schema.getType(type)).getFields()).map(
    (field) => `${field.name}${argsOf(field.args)}: ${String(field.type)}`,
  );
const inputsOf = (type: string): readonly string[] =>
  Object.values(assertInputObjectType(schema.getType(type)).getFields()).map(signature);
const valuesOf = (type: string): readonly string[] =>
  assertEnumType(schema.getType(type))
    .getValues()
    .map(({ name }) => name);

interface Given {
  readonly name: string;
  readonly type: unknown;
  readonly defaultValue?: unknown;
}
const signature = ({ name, type, defaultValue }: Given): string =>
  `${name}: ${String(type)}${defaultValue === undefined ? '' : ` = ${String(defaultValue)}`}`;
const argsOf = (args: readonly Given[]): string =>
  args.length === 0 ? '' : `(${args.map(signature).join(', ')})`;

describe('mutations', () => {
  it('are the commands of the modules, one to one, and those of operators', () => {
    const ofModules = modules.flatMap(({ deciders }) =>
      deciders.flatMap((decider) => Object.keys(decider.commands.specs)),
    );
    const fields = Object.keys(schema.getMutationType()?.getFields() ?? {});
    expect(fields.toSorted()).toEqual([...ofModules, ...Object.keys(VERBS)].toSorted());
    expect(commands.map(({ name }) => name).toSorted()).toEqual(ofModules.toSorted());
  });

  it.each(commands)('$name', ({ name, type, input, shown, refusals, isNew }) => {
    expect(fieldsOf('Mutation')).toContain(`${name}(input: ${type}Input!): ${type}Result`);
    const ofEngine = ['commandId: UUID', ...(isNew ? [] : ['expectedVersion: Int'])];
    expect(inputsOf(`${type}Input`).toSorted()).toEqual([...input, ...ofEngine].toSorted());
    const entity = `${shown.charAt(0).toLowerCase()}${shown.slice(1)}(maxWaitMs: Int = 500): ${shown}`;
    expect(fieldsOf(`${type}Payload`)).toEqual(['receipt: CommandReceipt!', entity, 'query: Query!']);
    const always = ['CommandIdReused', 'Forbidden', 'NotFound', 'ValidationFailed', 'VersionConflict'];
    const results = assertUnionType(schema.getType(`${type}Result`)).getTypes();
    expect(results.map((one) => one.name).toSorted()).toEqual(
      [`${type}Payload`, ...(isNew ? ['AlreadyExists'] : []), ...always, ...refusals].toSorted(),
    );
  });

  it('share their inputs and their receipt', () => {
    expect(inputsOf('OrderItemInput')).toEqual(['productId: ID!', 'quantity: Int!']);
    expect(inputsOf('MoneyInput')).toEqual(['amount: Decimal!', 'currency: CurrencyCode!']);
    expect(inputsOf('AddressInput')).toEqual([
      'line1: String!',
      'line2: String',
      'city: String!',
      'postalCode: String!',
      'region: String',
      'country: CountryCode!',
    ]);
    expect(fieldsOf('CommandReceipt')).toEqual([
      'commandId: ID!',
      'streamId: ID!',
      'version: Int!',
      'token: ConsistencyToken!',
      'replayed: Boolean!',
    ]);
  });

  it('are refused by types named like their codes', () => {
    const { objects } = schema.getImplementations(schema.getType('CommandError') as never);
    const names = objects.map(({ name }) => name.replace(/(?<=[a-z])(?=[A-Z])/g, '_').toUpperCase());
    expect(names.toSorted()).toEqual(valuesOf('CommandErrorCode').toSorted());
    for (const { name } of objects) {
      expect(fieldsOf(name)).toEqual(expect.arrayContaining(['code: CommandErrorCode!', 'message: String!']));
    }
    expect(fieldsOf('ValidationFailed')).toContain('issues: [ValidationIssue!]!');
    expect(fieldsOf('ValidationIssue')).toEqual(['path: String!', 'message: String!']);
    expect(fieldsOf('VersionConflict')).toEqual(
      expect.arrayContaining(['expectedVersion: Int!', 'actualVersion: Int!']),
    );
  });
});

describe('queries and subscriptions', () => {
  const DOCUMENTS = [
    'order Order',
    'orderSummary OrderSummary',
    'customer Customer',
    'product Product',
    'account Account',
  ];

  const LISTS = [
    'accountStatement AccountStatementEntry id: ID!, ',
    'adminOrders AdminOrder status: OrderStatus, region: SalesRegion, ',
    'customerOrders OrderListItem customerId: ID!, ',
    'waitingOrders WaitingOrder ',
  ];

  /** Of one document, or of several. */
  const OTHERS = [
    'salesAnalytics(from: Date!, to: Date!, granularity: SalesGranularity, consistency: ConsistencyInput): SalesAnalytics',
    'shippingDashboard(minVersion: Int, consistency: ConsistencyInput): ShippingDashboard',
  ];

  it('ask for an id, or for a page of a list, and how new it must be', () => {
    const documents = DOCUMENTS.map((line) => {
      const [name = '', type = ''] = line.split(' ');
      return `${name}(id: ID!, minVersion: Int, consistency: ConsistencyInput): ${type}`;
    });
    const lists = LISTS.map((line) => {
      const [, name = '', type = '', by = ''] = /^(\w+) (\w+) (.*)$/.exec(line) ?? [];
      const page = 'first: Int! = 20, after: String, consistency: ConsistencyInput';
      return `${name}(${by}${page}): ${type}Connection`;
    });
    const others = [
      'loyaltyLeaderboard(first: Int! = 10, consistency: ConsistencyInput): [LeaderboardEntry!]',
      'loyaltyProfile(customerId: ID!, minVersion: Int, consistency: ConsistencyInput): LoyaltyProfile',
      'operations: Operations',
    ];
    const search =
      'searchProducts(text: String, category: String, tags: [String!], minPrice: MoneyInput, maxPrice: MoneyInput, ' +
      'first: Int! = 20, after: String, consistency: ConsistencyInput): ProductConnection';
    const all = [...documents, ...lists, ...others, search, ...OTHERS];
    expect(fieldsOf('Query').toSorted()).toEqual(all.toSorted());
    expect(fieldsOf('OrderListItem').toSorted()).toEqual([
      'createdAt: DateTime!',
      'id: ID!',
      'status: OrderStatus!',
      'total: Money!',
      'version: Int!',
    ]);
    expect(inputsOf('ConsistencyInput')).toEqual([
      'after: ConsistencyToken',
      'maxWaitMs: Int = 0',
      'maxStaleMs: Int',
      'ifBehind: BehindPolicy = ERROR',
    ]);
    expect(valuesOf('BehindPolicy')).toEqual(['ERROR', 'STALE', 'WRITE_MODEL']);
    expect(valuesOf('OrderStatus')).toEqual(['CREATED', 'PAID', 'SHIPPED', 'DELIVERED', 'CANCELLED']);
    for (const line of DOCUMENTS) {
      const [, type = ''] = line.split(' ');
      expect(fieldsOf(type)).toEqual(expect.arrayContaining(['id: ID!', 'version: Int!']));
    }
  });

  it('follow many documents, or one in its typed form', () => {
    const typed = (name: string, type: string) =>
      `${name}(id: ID!, sinceVersion: Int, since: ConsistencyToken): ${type}Update!`;
    expect(fieldsOf('Subscription').toSorted()).toEqual([
      typed('accountUpdated', 'Account'),
      typed('customerUpdated', 'Customer'),
      'loyaltyLeaderboardUpdated(first: Int! = 10, since: ConsistencyToken): LoyaltyLeaderboardUpdate!',
      typed('loyaltyProfileUpdated', 'LoyaltyProfile'),
      typed('orderUpdated', 'Order'),
      typed('productUpdated', 'Product'),
      'projectionUpdated(documents: [DocumentRefInput!]!, since: ConsistencyToken): ProjectionUpdate!',
      'shippingDashboardUpdated(sinceVersion: Int, since: ConsistencyToken): ShippingDashboardUpdate!',
    ]);
    expect(inputsOf('DocumentRefInput')).toEqual(['readModel: ReadModel!', 'id: ID!', 'sinceVersion: Int']);
    expect(valuesOf('ReadModel').toSorted()).toEqual([
      'ACCOUNT',
      'ACCOUNT_STATEMENT',
      'ADMIN_ORDERS',
      'CUSTOMER',
      'CUSTOMER_ORDERS',
      'LOYALTY_PROFILE',
      'ORDER',
      'ORDER_SUMMARY',
      'PRODUCT',
      'SALES_OF_PERIOD',
      'SHIPPING_DASHBOARD',
      'WAITING_ORDER',
    ]);
    const update = (document: string) => [
      'readModel: ReadModel!',
      'id: ID!',
      'version: Int!',
      'token: ConsistencyToken!',
      'eventTypes: [String!]!',
      'projectedAt: DateTime!',
      'coalesced: Int!',
      `document: ${document}`,
    ];
    expect(fieldsOf('ProjectionUpdate')).toEqual(update('Document'));
    expect(fieldsOf('OrderUpdate')).toEqual(update('Order'));
  });
});

describe('the text of the schema', () => {
  it('is the same at its address, by introspection and in the file', async () => {
    const file = readFileSync('schema.graphql', 'utf8');
    const served = await fetch(`${shop().api.url}/schema.graphql`);
    expect(await served.text()).toBe(file);
    expect(`${printSchema(lexicographicSortSchema(schema))}\n`).toBe(file);
  });
});
