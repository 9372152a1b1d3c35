// The shop's schema against the public contract: commands, inputs, read models, codes. What is listed here may grow;
// what is taken away breaks a client.
import {
  assertEnumType,
  assertInputObjectType,
  assertObjectType,
  isInputObjectType,
  parse,
  validate,
} from 'graphql';
import { describe, expect, it } from 'vitest';
import { graphiqlOptions } from '../../src/app/graphiql-tabs.ts';
import { modules } from '../../src/app/modules.ts';
import { buildSchema } from '../../src/engine/graphql/schema/build-schema.ts';
import { defineSystem } from '../../src/engine/definitions/define-system.ts';

const schema = buildSchema(defineSystem('test', modules));

/** `name`: input fields beside commandId and expectedVersion, `!` where required; then the payload's entity. */
const COMMANDS = `
registerCustomer            customerId name! email! phoneNumber address        → customer
changeCustomerName          customerId! name!                                  → customer
changeCustomerEmail         customerId! email!                                 → customer
changeCustomerPhoneNumber   customerId! phoneNumber!                           → customer
updateCustomerAddress       customerId! address!                               → customer
listProduct                 productId name! description! category! price! tags → product
changeProductPrice          productId! price!                                  → product
describeProduct             productId! name description category               → product
tagProduct                  productId! tags!                                   → product
untagProduct                productId! tags!                                   → product
discontinueProduct          productId!                                         → product
createOrder                 orderId customerId! items! shippingAddress         → order
addOrderItem                orderId! productId! quantity!                      → order
removeOrderItem             orderId! productId!                                → order
changeOrderItemQuantity     orderId! productId! quantity!                      → order
changeOrderShippingAddress  orderId! address!                                  → order
payOrder                    orderId! paymentReference!                         → order
shipOrder                   orderId! carrier! trackingNumber!                  → order
deliverOrder                orderId!                                           → order
cancelOrder                 orderId! reason!                                   → order
openAccount                 accountId customerId! currency!                    → account
depositMoney                accountId! amount!                                 → account
withdrawMoney               accountId! amount!                                 → account
closeAccount                accountId!                                         → account
awardLoyaltyPoints          customerId! points! reason!                        → loyaltyProfile`;

const commands = COMMANDS.trim()
  .split('\n')
  .map((line) => {
    const [fields = '', entity = ''] = line.split('→');
    const [name = '', ...input] = fields.trim().split(/\s+/);
    return { name, input, entity: entity.trim(), type: name.charAt(0).toUpperCase() + name.slice(1) };
  });

const fieldsOf = (type: string) =>
  Object.fromEntries(
    Object.values(assertObjectType(schema.getType(type)).getFields()).map((field) => [
      field.name,
      String(field.type),
    ]),
  );
const inputOf = (type: string) =>
  Object.values(assertInputObjectType(schema.getType(type)).getFields()).map(({ name, type: of }) => ({
    name,
    type: String(of),
  }));

describe.each(commands)('$name', ({ name, input, entity, type }) => {
  it('takes what the contract lists', () => {
    const own = inputOf(`${type}Input`).filter(
      ({ name: field }) => !['commandId', 'expectedVersion'].includes(field),
    );
    const written = own.map((field) => field.name + (field.type.endsWith('!') ? '!' : ''));
    expect(written.sort()).toEqual([...input].sort());
  });

  it('takes a commandId, and expectedVersion where it changes something', () => {
    const types = new Map(inputOf(`${type}Input`).map((field) => [field.name, field.type]));
    const isNew = input[0]?.endsWith('!') === false;
    expect([types.get('commandId'), types.get('expectedVersion')]).toEqual([
      'UUID',
      isNew ? undefined : 'Int',
    ]);
  });

  it('is nullable at the root and shows its entity', () => {
    expect(fieldsOf('Mutation')[name]).toBe(`${type}Result`);
    const shown = entity.charAt(0).toUpperCase() + entity.slice(1);
    expect(fieldsOf(`${type}Payload`)).toEqual({
      receipt: 'CommandReceipt!',
      [entity]: shown,
      query: 'Query!',
    });
  });
});

describe('the schema', () => {
  it('has the shared inputs of the contract', () => {
    expect(inputOf('AddressInput')).toEqual([
      { name: 'line1', type: 'String!' },
      { name: 'line2', type: 'String' },
      { name: 'city', type: 'String!' },
      { name: 'postalCode', type: 'String!' },
      { name: 'region', type: 'String' },
      { name: 'country', type: 'CountryCode!' },
    ]);
    expect(inputOf('MoneyInput')).toEqual([
      { name: 'amount', type: 'Decimal!' },
      { name: 'currency', type: 'CurrencyCode!' },
    ]);
  });

  it('has the read models of the contract', () => {
    expect(fieldsOf('Order')).toMatchObject({
      id: 'ID!',
      version: 'Int!',
      status: 'OrderStatus!',
      customer: 'OrderCustomer',
      shippingAddress: 'Address',
      items: '[OrderItem!]!',
      itemCount: 'Int!',
      total: 'Money!',
      createdAt: 'DateTime!',
      paidAt: 'DateTime',
      shippedAt: 'DateTime',
      carrier: 'String',
      trackingNumber: 'String',
    });
    expect(fieldsOf('OrderCustomer')).toEqual({ id: 'ID!', name: 'String!', email: 'String!' });
    expect(fieldsOf('OrderItem')).toMatchObject({
      quantity: 'Int!',
      unitPrice: 'Money!',
      lineTotal: 'Money!',
    });
    expect(fieldsOf('OrderSummary')).toMatchObject({
      id: 'ID!',
      version: 'Int!',
      customerName: 'String',
      customerEmail: 'String',
      itemCount: 'Int!',
      productNames: '[String!]!',
      total: 'Money!',
      status: 'OrderStatus!',
      shippedAt: 'DateTime',
    });
    expect(fieldsOf('Account')).toMatchObject({
      id: 'ID!',
      version: 'Int!',
      customerId: 'ID!',
      currency: 'CurrencyCode!',
      balance: 'Money!',
      status: 'AccountStatus!',
      openedAt: 'DateTime!',
      closedAt: 'DateTime',
    });
    expect(fieldsOf('LoyaltyProfile')).toEqual({
      id: 'ID!',
      version: 'Int!',
      // Not for everybody who sees the rest.
      customerId: 'ID',
      customerName: 'String',
      score: 'Int!',
      rank: 'Int',
    });
    expect(fieldsOf('LeaderboardEntry')).toEqual({
      rank: 'Int!',
      customerId: 'ID',
      customerName: 'String',
      score: 'Int!',
    });
    expect(fieldsOf('Query')).toMatchObject({
      loyaltyLeaderboard: '[LeaderboardEntry!]',
      loyaltyProfile: 'LoyaltyProfile',
    });
    expect(Object.keys(fieldsOf('Query'))).toEqual(
      expect.arrayContaining(['order', 'orderSummary', 'customer', 'product', 'account']),
    );
    expect(Object.keys(fieldsOf('Subscription'))).toEqual(
      expect.arrayContaining([
        'projectionUpdated',
        'orderUpdated',
        'customerUpdated',
        'productUpdated',
        'accountUpdated',
      ]),
    );
  });

  it('has stable codes', () => {
    const codes = assertEnumType(schema.getType('CommandErrorCode')).getValues();
    expect(codes.map(({ name }) => name)).toEqual(
      expect.arrayContaining([
        'VALIDATION_FAILED',
        'NOT_FOUND',
        'ALREADY_EXISTS',
        'NOTHING_TO_CHANGE',
        'VERSION_CONFLICT',
        'COMMAND_ID_REUSED',
        'EMAIL_TAKEN',
        'PRODUCT_DISCONTINUED',
        'TOO_MANY_TAGS',
        'ORDER_NOT_OPEN',
        'ORDER_NOT_PAID',
        'ORDER_NOT_SHIPPED',
        'SHIPPING_ADDRESS_MISSING',
        'ORDER_NEEDS_ITEMS',
        'INSUFFICIENT_FUNDS',
        'ACCOUNT_NOT_EMPTY',
        'ACCOUNT_CLOSED',
        'CURRENCY_MISMATCH',
      ]),
    );
  });

  it('names every input type as one', () => {
    const inputs = Object.values(schema.getTypeMap()).filter(isInputObjectType);
    expect(inputs.map(({ name }) => name).filter((name) => !name.endsWith('Input'))).toEqual([]);
  });
});

describe('the tabs of GraphiQL', () => {
  it('are not cut off in a window of 1,280 pixels', () => {
    const lines = graphiqlOptions.tabs.flatMap(({ query }) => query.split('\n'));
    expect(lines.filter(({ length }) => length > 49)).toEqual([]);
  });

  it.each(graphiqlOptions.tabs)('run on the schema: $query', ({ query }) => {
    expect(validate(schema, parse(query))).toEqual([]);
  });
});
