// Rights over HTTP: what a caller may not read or change looks, in every root field of the schema, like what is not there.
import {
  getNamedType,
  isInputObjectType,
  isInterfaceType,
  isNonNullType,
  isObjectType,
  isUnionType,
  type GraphQLField,
  type GraphQLInputType,
} from 'graphql';
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { defineModule } from '../../src/engine/index.ts';
import { shop as system } from '../../src/app/system.ts';
import type { RunningApi } from '../../src/engine/host/roles.ts';
import { counterDecider, CounterEvents } from '../support/counter-domain.ts';
import { counterProjection } from '../support/counter-projections.ts';
import type { LogFields, Logger } from '../../src/engine/model/logger.ts';
import { commandLineHere } from '../support/command-line-here.ts';
import { openEventStream } from '../support/event-stream.ts';
import { headersOf, startGuardedApi } from '../support/guarded-api.ts';
import { shopSchema } from '../support/select-all.ts';
import { clientOf, withShop, type Answer } from '../support/shop.ts';

const shop = withShop();
let api: RunningApi;
/** All that the API has logged, at any level. */
const logged: string[] = [];
const write = (fields: LogFields, message: string): void => {
  logged.push(JSON.stringify({ message, ...fields }));
};

beforeAll(async () => {
  const debug: Logger['debug'] = (fields, message) => write(fields(), message);
  const logger = { debug, info: write, warn: write, error: write };
  api = await startGuardedApi(shop(), { logger });
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
const fieldsOf = (kind: 'Query' | 'Mutation' | 'Subscription'): readonly AnyField[] => {
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
  if (isInterfaceType(type)) {
    const [whole] = shopSchema.getPossibleTypes(type).filter(({ name }) => name === 'Order');
    return `{ __typename ... on Order ${whole ? selectionOf(whole, levels) : ''} }`;
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

/** What is told of something, and what is logged of it: but for times, and for ids that are made for each request. */
async function answeredAndLogged(who: Who, source: string, id: string): Promise<string> {
  logged.length = 0;
  const answer = anonymised(await askAs(who, source), id);
  const lines = logged.map((line) =>
    line.replaceAll(id, 'ID').replaceAll(/"ms":[\d.]+|[\da-f]{8}-[\da-f-]{27}/g, ''),
  );
  return [answer, ...lines].join('\n');
}

/** Texts that only the owner and clerks may see. */
const MARKERS = ['Ada Lovelace', 'ada@example.com', '+4930123456', 'Unter den Linden', 'customer-1'];
const PUBLIC = new Set(['loyaltyLeaderboard', 'product']);

const queries = fieldsOf('Query').filter(({ name }) => name !== 'operations');

describe.each(queries.map((field) => [field.name, field] as const))('the query %s', (name, field) => {
  const id = OF_OWNER[name] ?? ABSENT;

  it.each(['other', 'operator', 'stranger'] as const)(
    'tells %s nothing of what is not theirs',
    async (who) => {
      const text = await answeredAndLogged(who, queryOf(field, id), id);
      expect(text).toBe(await answeredAndLogged(who, queryOf(field, ABSENT), ABSENT));
      const seen = MARKERS.filter((marker) => text.includes(marker));
      expect(seen).toEqual(name === 'loyaltyLeaderboard' ? ['Ada Lovelace'] : []);
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

function mutationOf({ name, args, type }: AnyField, id: string): string {
  const input = args.find((arg) => arg.name === 'input');
  if (!input) throw new Error(`${name} takes no input.`);
  return `mutation { ${name}(input: ${valueOf(input.type, id)}) ${selectionOf(type, 2)} }`;
}
const thingOf = (command: string): string =>
  THINGS.find(([pattern]) => pattern.test(command))?.[1] ?? 'product-1';

/** The newest event and the newest command that are stored. */
const stored = (): Promise<Answer> =>
  shop().ask(
    '{ operations { events(first: 1) { nodes { position } } commands(first: 1) { nodes { id recordedAt } } } }',
  );

describe.each(commands.map((field) => [field.name, field] as const))('the command %s', (name, field) => {
  const id = thingOf(name);

  it.each(['other', 'operator', 'stranger'] as const)('does nothing for %s', async (who) => {
    const before = await stored();
    const there = await answeredAndLogged(who, mutationOf(field, id), id);
    expect(there).toMatch(/"(NotFound|Forbidden)"/);
    // Everybody may know of a product.
    if (id !== 'product-1')
      expect(there).toBe(await answeredAndLogged(who, mutationOf(field, ABSENT), ABSENT));
    expect(await stored()).toEqual(before);
  });
});

describe('a token', () => {
  it('that has ended, was revoked or is of another key is refused with 401, whatever is asked', async () => {
    const revoked = await headersOf({ customerId: 'customer-1', jti: 'stolen' });
    const revoking = ['revoke', 'token', 'stolen', '--reason', 'stolen'];
    expect(await commandLineHere(system, shop(), revoking)).toMatchObject({ code: 0 });
    const ended = await headersOf({ customerId: 'customer-1' }, Date.now() / 1000 - 60);
    const ofAnotherKey = { authorization: 'Bearer a.b.c' };
    const answered = async (source: string, headers: Readonly<Record<string, string>>) => {
      const response = await clientOf(api.url).post(source, { headers });
      return [response.status, await response.json()];
    };
    await expect
      .poll(() => answered('{ __typename }', revoked), { timeout: 5000 })
      .toMatchObject([401, { errors: [{ extensions: { code: 'UNAUTHENTICATED' } }] }]);
    const sources = [
      ...queries.map((field) => queryOf(field, OF_OWNER[field.name] ?? ABSENT)),
      ...commands.map((field) => mutationOf(field, thingOf(field.name))),
      ...subscriptions.map((field) => subscriptionOf(field, OF_OWNER[followedBy(field)] ?? ABSENT)),
    ];
    const before = await stored();
    for (const headers of [ended, revoked, ofAnotherKey]) {
      const first = await answered('{ __typename }', headers);
      for (const source of sources) expect(await answered(source, headers)).toEqual(first);
    }
    expect(await stored()).toEqual(before);
  });

  it('that is missing makes a stranger', async () => {
    const { data, errors } = await askAs('stranger', '{ adminOrders { edges { node { id } } } }');
    expect(data).toEqual({ adminOrders: null });
    expect(errors).toMatchObject([{ extensions: { code: 'UNAUTHENTICATED' } }]);
  });
});

const subscriptions = fieldsOf('Subscription');
/** The query for the document that a subscription follows. */
const followedBy = ({ name }: AnyField): string =>
  name === 'projectionUpdated' ? 'order' : name.replace(/Updated$/, '');

function subscriptionOf(field: AnyField, id: string): string {
  const has = (name: string): boolean => field.args.some((arg) => arg.name === name);
  const args = [
    ...(has('id') ? [`id: "${id}"`] : []),
    ...(has('sinceVersion') ? ['sinceVersion: 0'] : []),
    ...(has('documents') ? [`documents: [{ readModel: ORDER, id: "${id}", sinceVersion: 0 }]`] : []),
  ];
  return `subscription { ${field.name}${args.length === 0 ? '' : `(${args.join(', ')})`} ${selectionOf(field.type)} }`;
}

/** By a clerk, of what the subscription to a read model follows. Names begin as they did: other tests look for them. */
const CHANGES: Readonly<Record<string, (unique: string) => string>> = {
  ...Object.fromEntries(
    ['customer', 'order', 'loyaltyProfile', 'loyaltyLeaderboard'].map((name) => [
      name,
      (unique: string) =>
        `mutation { changeCustomerName(input: { customerId: "customer-1", name: "Ada Lovelace ${unique}" }) { __typename } }`,
    ]),
  ),
  product: () =>
    'mutation { changeProductPrice(input: { productId: "product-1", price: { amount: "7.77", currency: "EUR" } }) { __typename } }',
  account: () =>
    'mutation { depositMoney(input: { accountId: "demo-account-1", amount: { amount: "1.00", currency: "EUR" } }) { __typename } }',
};

describe.each(subscriptions.map((field) => [field.name, field] as const))(
  'the subscription %s',
  (name, field) => {
    const id = OF_OWNER[followedBy(field)] ?? 'product-1';
    const follow = async (who: Who, of: string) =>
      openEventStream(`${api.url}/graphql`, subscriptionOf(field, of), {
        headers: await headersOf(CALLERS[who]),
      });

    it('tells nobody anything of what is not theirs, also when it changes', async () => {
      const who = ['other', 'operator', 'stranger'] as const;
      const streams = await Promise.all(who.flatMap((each) => [follow(each, id), follow(each, ABSENT)]));
      const known = await follow('clerk', id);
      const begins = field.args.some((arg) => arg.name === 'sinceVersion') || name === 'projectionUpdated';
      if (begins) await known.untilResults(1);
      const change = CHANGES[followedBy(field)];
      if (change !== undefined) {
        expect(JSON.stringify(await askAs('clerk', change(randomUUID())))).toContain('Payload');
        await known.untilResults(begins ? 2 : 1);
      }
      expect(known.results.flatMap(({ errors }) => errors ?? [])).toEqual([]);
      // What others are told is sent at the same time; the clerk asks once more, so that it has arrived.
      await askAs('clerk', '{ __typename }');
      const updates = streams.map(({ results }) => JSON.stringify(results));
      const [ofThis, ofNothing] = [0, 1].map((odd) => updates.filter((_, index) => index % 2 === odd));
      if (!PUBLIC.has(followedBy(field))) expect(ofThis).toEqual(ofNothing);
      const seen = MARKERS.filter((marker) => updates.some((text) => text.includes(marker)));
      expect(seen).toEqual(name === 'loyaltyLeaderboardUpdated' ? ['Ada Lovelace'] : []);
      [known, ...streams].forEach((stream) => stream.close());
    });
  },
);

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
