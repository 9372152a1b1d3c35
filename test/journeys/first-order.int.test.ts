// The first thing anybody tries: the operations of README.md, word for word and in their order, and GraphiQL's tabs.
import { readFileSync } from 'node:fs';
import { Kind, OperationTypeNode, parse, validate, type OperationDefinitionNode } from 'graphql';
import { describe, expect, it } from 'vitest';
import { graphiqlOptions } from '../../src/app/graphiql-tabs.ts';
import { modules } from '../../src/app/modules.ts';
import { buildSchema } from '../../src/engine/graphql/schema/build-schema.ts';
import { defineSystem } from '../../src/engine/definitions/define-system.ts';
import { openEventStream } from '../support/event-stream.ts';
import { withShop } from '../support/shop.ts';

const readme = readFileSync('README.md', 'utf8');

describe('the first order of README.md', () => {
  const shop = withShop();
  const blocks = [...readme.matchAll(/^```graphql\n(.*?)^```$/gms)].map(([, text = '']) => text);
  const [mutation = '', query = '', subscription = ''] = blocks;
  const payment = /`(payOrder\(input: .*?\))`/.exec(readme)?.[1] ?? '';

  it('has a mutation, a query and a subscription', () => {
    const kinds = blocks.map((text) => operationsIn(text).map(({ operation }) => operation));
    expect(kinds).toEqual([['mutation'], ['query'], ['subscription']]);
  });

  it('is created by the mutation, which answers with a receipt and the order', async () => {
    expect(await shop().ask(mutation)).toEqual({
      data: {
        createOrder: {
          receipt: {
            commandId: expect.stringMatching(/^[0-9a-f-]{36}$/),
            streamId: 'order-1',
            version: 1,
            token: expect.any(String),
            replayed: false,
          },
          order: {
            id: 'order-1',
            version: 1,
            status: 'CREATED',
            customer: { name: 'Ada Lovelace', email: 'ada@example.com' },
            total: { amount: '29.80', currency: 'EUR' },
          },
        },
      },
    });
  });

  it('is found by the query', async () => {
    const { data, errors } = await shop().ask(query);
    expect(errors).toBeUndefined();
    expect(data).toEqual({
      order: {
        id: 'order-1',
        version: 1,
        status: 'CREATED',
        items: [
          {
            product: { id: 'product-1', name: 'Enamel mug' },
            quantity: 2,
            unitPrice: { amount: '14.90', currency: 'EUR' },
            lineTotal: { amount: '29.80', currency: 'EUR' },
          },
        ],
      },
    });
  });

  it('is followed by the subscription, and by the one for the shell, while it is paid', async () => {
    const body = /-d '(\{"query":"subscription .*\})'$/m.exec(readme)?.[1] ?? '{}';
    const forShell = JSON.parse(body) as { readonly query: string };
    const streams = await Promise.all(
      [subscription, forShell.query].map((text) => openEventStream(shop().url, text)),
    );
    for (const stream of streams) await stream.untilResults(1);
    const paid = await shop().ask(`mutation { ${payment} { __typename } }`);
    expect(paid).toEqual({ data: { payOrder: { __typename: 'PayOrderPayload' } } });
    for (const stream of streams) await stream.untilResults(2);
    const updates = streams.map(({ results }) => results.map(({ data }) => data?.['orderUpdated']));
    const created = { version: 1, document: { status: 'CREATED' } };
    const changed = { version: 2, eventTypes: ['OrderPaid'], document: { status: 'PAID' } };
    expect(updates).toMatchObject([
      [created, changed],
      [created, changed],
    ]);
    for (const stream of streams) stream.close();
  });
});

describe('the tabs of GraphiQL', () => {
  const shop = withShop();
  const schema = buildSchema(defineSystem('test', modules));
  const operations = graphiqlOptions.tabs.flatMap(({ query }) =>
    operationsIn(query).map(({ operation, name }) => ({ query, operation, name: name?.value ?? '' })),
  );

  it('are on the page', async () => {
    const response = await fetch(shop().url, { headers: { accept: 'text/html' } });
    const page = await response.text();
    expect([response.status, page.includes(JSON.stringify(graphiqlOptions.tabs[0]?.query))]).toEqual([
      200,
      true,
    ]);
  });

  it.each(graphiqlOptions.tabs)('fit the schema: $query', ({ query }) => {
    expect(validate(schema, parse(query))).toEqual([]);
  });

  it('run one after the other', async () => {
    const names = operations.map(({ name }) => name);
    expect(names).toEqual(['CreateOrder', 'PayOrder', 'OrderAtVersion', 'OrderUpdates']);
    for (const { query, operation, name } of operations) {
      if (operation === OperationTypeNode.SUBSCRIPTION) {
        const stream = await openEventStream(shop().url, query, { operationName: name });
        await stream.untilResults(1);
        expect(stream.results[0], name).toMatchObject({ data: { orderUpdated: { version: 2 } } });
        stream.close();
      } else {
        const { data, errors } = await shop().ask(query, { operationName: name });
        expect([errors, JSON.stringify(data)], name).toEqual([
          undefined,
          expect.stringContaining('"version"'),
        ]);
      }
    }
  });
});

function operationsIn(text: string): readonly OperationDefinitionNode[] {
  return parse(text).definitions.filter((node) => node.kind === Kind.OPERATION_DEFINITION);
}
