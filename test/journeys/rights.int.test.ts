// Rights over HTTP: what a caller may not read or change looks, in every root field of the schema, like what is not there.
import {
  getNamedType,
  isInputObjectType,
  isNonNullType,
  isObjectType,
  isUnionType,
  type GraphQLField,
  type GraphQLInputType,
} from 'graphql';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { defineModule } from '../../src/engine/index.ts';
import { shop as system } from '../../src/app/system.ts';
import type { RunningApi } from '../../src/engine/host/roles.ts';
import { counterDecider, CounterEvents } from '../support/counter-domain.ts';
import { counterProjection } from '../support/counter-projections.ts';
import { openEventStream } from '../support/event-stream.ts';
import { headersOf, startGuardedApi } from '../support/guarded-api.ts';
import { shopSchema } from '../support/select-all.ts';
import { clientOf, withShop, type Answer } from '../support/shop.ts';

const shop = withShop();
let api: RunningApi;

beforeAll(async () => {
  api = await startGuardedApi(shop());
});
afterAll(() => api.close(1000));

type Claims = Readonly<Record<string, unknown>>;

const CALLERS = {
  /** Of customer-1, demo-order-1 and demo-account-1. */
  owner: { customerId: 'customer-1' },
  other: { customerId: 'customer-2' },
  clerk: { roles: ['clerk'] },
  operator: { roles: ['operator'] },
  stranger: undefined,
} satisfies Record<string, Claims | undefined>;
type Who = keyof typeof CALLERS;

const askAs = async (who: Who, source: string): Promise<Answer> =>
  clientOf(api.url).ask(source, { headers: await headersOf(CALLERS[who]) });

type AnyField = GraphQLField<unknown, unknown>;
const fieldsOf = (kind: 'Query' | 'Mutation'): readonly AnyField[] => {
  const type = shopSchema.getType(kind);
  return isObjectType(type) ? Object.values(type.getFields()) : [];
};

/** Everything below a field that needs no arguments, as deep as `levels`. */
function selectionOf(output: AnyField['type'], levels = 4): string {
  const type = getNamedType(output);
  if (isUnionType(type)) {
    const types = type.getTypes().map((each) => `... on ${each.name} ${selectionOf(each, levels)}`);
    // Codes and messages of all refusals; members of one name have types that differ.
    return `{ __typename ... on CommandError { code message } ${types.find((each) => each.includes('Payload')) ?? ''} }`;
  }
  if (!isObjectType(type)) return '';
  const fields = Object.values(type.getFields()).flatMap((field) => {
    const inner = selectionOf(field.type, levels - 1);
    if (field.name === 'query' || field.args.some(({ type: of }) => isNonNullType(of))) return [];
    return inner === '' && isObjectType(getNamedType(field.type)) ? [] : [`${field.name} ${inner}`];
  });
  return levels === 0 || fields.length === 0 ? '' : `{ ${fields.join(' ')} }`;
}

const OF_OWNER: Readonly<Record<string, string>> = {
  order: 'demo-order-1',
  orderSummary: 'demo-order-1',
  customer: 'customer-1',
  account: 'demo-account-1',
  loyaltyProfile: 'customer-1',
  customerOrders: 'customer-1',
  accountStatement: 'demo-account-1',
};
const ABSENT = 'nobody-knows';

/** Arguments of queries that name no thing of somebody. */
const ASKED: Readonly<Record<string, string>> = {
  adminOrders: '(first: 5)',
  waitingOrders: '(first: 5)',
  searchProducts: '(first: 5)',
  loyaltyLeaderboard: '(first: 5)',
  shippingDashboard: '',
  salesAnalytics: '(from: "2026-11-01", to: "2026-11-30")',
  product: '(id: "product-1")',
};

function queryOf(field: AnyField, id: string): string {
  const by = field.args.find(({ type }) => isNonNullType(type) && getNamedType(type).name === 'ID');
  const asked = ASKED[field.name] ?? (by ? `(${by.name}: "${id}")` : undefined);
  if (asked === undefined) throw new Error(`Say in this test how ${field.name} is asked.`);
  return `{ ${field.name}${asked} ${selectionOf(field.type)} }`;
}

/** As it is told, whatever the id. */
const anonymised = (answer: Answer, id: string): string =>
  JSON.stringify({ ...answer, extensions: undefined }).replaceAll(id, 'ID');

/** Texts that only the owner and clerks may see. */
const MARKERS = ['Ada Lovelace', 'ada@example.com', '+4930123456', 'Unter den Linden', 'customer-1'];
const PUBLIC = new Set(['loyaltyLeaderboard']);

const queries = fieldsOf('Query').filter(({ name }) => name !== 'operations');

describe.each(queries.map((field) => [field.name, field] as const))('the query %s', (name, field) => {
  const id = OF_OWNER[name] ?? ABSENT;

  it.each(['other', 'operator', 'stranger'] as const)(
    'tells %s nothing of what is not theirs',
    async (who) => {
      const there = await askAs(who, queryOf(field, id));
      const gone = await askAs(who, queryOf(field, ABSENT));
      expect(anonymised(there, id)).toBe(anonymised(gone, ABSENT));
      const text = anonymised(there, id);
      const seen = MARKERS.filter((marker) => text.includes(marker));
      expect(seen).toEqual(PUBLIC.has(name) ? ['Ada Lovelace'] : []);
    },
  );

  it('answers a clerk, and its owner', async () => {
    const { data, errors } = await askAs('clerk', queryOf(field, id));
    expect(errors).toBeUndefined();
    expect(data?.[name]).toBeTruthy();
    if (name in OF_OWNER) expect((await askAs('owner', queryOf(field, id))).data).toEqual(data);
  });
});

/** A value of the type that is valid as far as GraphQL knows; ids are `id`. */
function valueOf(type: GraphQLInputType, id: string): string {
  const inner = getNamedType(type);
  const text = String(type);
  const one = (): string => {
    if (isInputObjectType(inner)) {
      const fields = Object.values(inner.getFields()).filter((field) => isNonNullType(field.type));
      const values = fields.map(({ name, type: of }) => `${name}: ${KNOWN[name] ?? valueOf(of, id)}`);
      return `{ ${values.join(', ')} }`;
    }
    if (inner.name === 'Int') return '1';
    if (inner.name === 'Boolean') return 'true';
    return KNOWN[inner.name] ?? `"${id}"`;
  };
  return text.startsWith('[') ? `[${one()}]` : one();
}

/** By type, or by the name of the field. */
const KNOWN: Readonly<Record<string, string>> = {
  phoneNumber: '"+4930123456"',
  Decimal: '"1.00"',
  CurrencyCode: '"EUR"',
  CountryCode: '"DE"',
  EmailAddress: '"new@example.com"',
  String: '"new@example.com"',
};

const THINGS: readonly (readonly [pattern: RegExp, id: string])[] = [
  [/^(createOrder|openAccount)$/, 'customer-1'],
  [/Order/, 'demo-order-1'],
  [/Customer/, 'customer-1'],
  [/Account|Money/, 'demo-account-1'],
  [/Loyalty/, 'customer-1'],
];
const commands = fieldsOf('Mutation').filter(({ name }) =>
  system.deciders.some(({ commands: { specs } }) => name in specs),
);

describe.each(commands.map((field) => [field.name, field] as const))('the command %s', (name, field) => {
  const mutation = (id: string): string => {
    const input = field.args.find((arg) => arg.name === 'input');
    if (!input) throw new Error(`${name} takes no input.`);
    return `mutation { ${name}(input: ${valueOf(input.type, id)}) ${selectionOf(field.type, 2)} }`;
  };
  const id = THINGS.find(([pattern]) => pattern.test(name))?.[1] ?? 'product-1';

  it.each(['other', 'operator', 'stranger'] as const)('does nothing for %s', async (who) => {
    const before = await shop().ask('{ operations { events(first: 1) { nodes { position } } } }');
    const there = anonymised(await askAs(who, mutation(id)), id);
    expect(there).toMatch(/"(NotFound|Forbidden)"/);
    // Everybody may know of a product.
    if (id !== 'product-1') expect(there).toBe(anonymised(await askAs(who, mutation(ABSENT)), ABSENT));
    expect(await shop().ask('{ operations { events(first: 1) { nodes { position } } } }')).toEqual(before);
  });
});

describe('a token', () => {
  it('that has ended, or is of another key, is refused with 401, and none makes a stranger', async () => {
    const ended = await headersOf({ customerId: 'customer-1' }, Date.now() / 1000 - 60);
    for (const headers of [ended, { authorization: 'Bearer a.b.c' }]) {
      const response = await clientOf(api.url).post('{ searchProducts { edges { node { id } } } }', {
        headers,
      });
      expect(response.status).toBe(401);
    }
    const { data, errors } = await askAs('stranger', '{ adminOrders { edges { node { id } } } }');
    expect(data).toEqual({ adminOrders: null });
    expect(errors).toMatchObject([{ extensions: { code: 'UNAUTHENTICATED' } }]);
  });
});

describe('a subscription', () => {
  const following = async (who: Who) =>
    openEventStream(
      `${api.url}/graphql`,
      'subscription { projectionUpdated(documents: [{ readModel: ORDER, id: "demo-order-1", sinceVersion: 0 }]) { version eventTypes document { id } } }',
      { headers: await headersOf(CALLERS[who]) },
    );

  it('is silent for whoever may not read the document, and tells its owner', async () => {
    const [own, others, strangers] = await Promise.all(
      (['owner', 'other', 'stranger'] as const).map(following),
    );
    await own?.untilResults(1);
    const { data } = await askAs('clerk', '{ order(id: "demo-order-1") { customerId } }');
    expect(data).toEqual({ order: { customerId: 'customer-1' } });
    await askAs(
      'owner',
      'mutation { cancelOrder(input: { orderId: "demo-order-1", reason: "to see" }) { __typename } }',
    );
    expect(others?.results).toEqual([]);
    expect(strangers?.results).toEqual([]);
    [own, others, strangers].forEach((stream) => stream?.close());
  });
});

it('production does not start with what nobody has said anything of', async () => {
  const counters = defineModule('counters', {
    ...{ events: [CounterEvents], deciders: [counterDecider] },
    graphql: (g) => g.document(counterProjection),
  });
  const starting = startGuardedApi(shop(), { modules: [counters], environment: 'production' });
  await expect(starting).rejects.toMatchObject({
    code: 'BAD_DEFINITION',
    message: expect.stringContaining('document Counter'),
  });
});
