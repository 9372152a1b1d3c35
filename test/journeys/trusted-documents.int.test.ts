// Documents that are named and not sent, over every way in and several APIs of one store: stored by an operator, or
// registered by clients.
import { getIntrospectionQuery } from 'graphql';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { LIMITS } from '../../src/engine/model/limits.ts';
import { eventually } from '../support/eventually.ts';
import { startShop, withShop, type Answer, type Shop } from '../support/shop.ts';
import { onTable, persisted, sha256, store, waysIn, type Ask } from '../support/trusted-documents.ts';

const shop = withShop();
let other: Shop;
let only: Shop;
beforeAll(async () => {
  const { databaseUrl, redisUrl } = shop();
  other = await startShop({ databaseUrl, redisUrl });
  only = await startShop({ databaseUrl, redisUrl, trustedDocuments: 'only' });
});
afterAll(async () => {
  await Promise.all([other.close(), only.close()]);
});

/** Fields in another order are another document. */
let documents = 0;
function newDocument(): string {
  documents += 1;
  return `query Number${documents}($id: ID!) { product(id: $id) { id name } }`;
}
const variables = { id: 'product-1' };
const shown = { data: { product: { id: 'product-1', name: expect.any(String) as string } } };

const codeOf = ({ errors }: Answer): unknown => errors?.[0]?.extensions?.['code'];
const NOT_FOUND = 'PERSISTED_QUERY_NOT_FOUND';

const POST = waysIn[0][1];

const newsOf = (id: string) =>
  `subscription { productUpdated(id: "${id}", sinceVersion: 0) { id document { id name } } }`;

describe.each(waysIn)('over %s', (_way, ask: Ask) => {
  const untilKnown = (url: string, documentId: string): Promise<Answer> =>
    eventually('it to be known', async () => {
      const answer = await ask(url, { documentId, variables });
      return codeOf(answer) === NOT_FOUND ? undefined : answer;
    });

  it('a stored document is answered by its id, by its hash, and by its hash with a prefix', async () => {
    const text = newDocument();
    const id = `shown-${documents}`;
    await store(shop().databaseUrl, text, id);
    for (const documentId of [id, sha256(text), `sha256:${sha256(text)}`]) {
      expect(await ask(shop().url, { documentId, variables })).toMatchObject(shown);
      expect(await ask(only.url, { documentId, variables })).toMatchObject(shown);
    }
    const extensions = persisted(sha256(text));
    expect(await ask(shop().url, { extensions, variables })).toMatchObject(shown);
    expect(await ask(only.url, { extensions, variables })).toMatchObject(shown);
  });

  it('one that is stored while APIs run is found by them, though it was asked for before', async () => {
    const text = newDocument();
    const documentId = sha256(text);
    for (const { url } of [shop(), other, only]) {
      expect(codeOf(await ask(url, { documentId, variables }))).toBe(NOT_FOUND);
    }
    await store(shop().databaseUrl, text);
    for (const { url } of [shop(), other, only]) {
      expect(await untilKnown(url, documentId)).toMatchObject(shown);
    }
  });

  it('an id that is not there is said not to be in the words that clients know', async () => {
    for (const { url } of [shop(), only]) {
      const { errors } = await ask(url, { documentId: 'nobody-knows-it', variables });
      expect(errors).toMatchObject([{ message: 'PersistedQueryNotFound', extensions: { code: NOT_FOUND } }]);
      expect(codeOf(await ask(url, { documentId: 'with a blank', variables }))).toBe(NOT_FOUND);
    }
  });

  it('a text beside its hash is registered, for all APIs but those that take no text', async () => {
    const query = newDocument();
    const extensions = persisted(sha256(query));
    expect(codeOf(await ask(shop().url, { extensions, variables }))).toBe(NOT_FOUND);
    expect(await ask(shop().url, { query, extensions, variables })).toMatchObject(shown);
    expect(await ask(shop().url, { extensions, variables })).toMatchObject(shown);
    expect(
      await eventually('the other API to know it', async () => {
        const answer = await ask(other.url, { extensions, variables });
        return codeOf(answer) === NOT_FOUND ? undefined : answer;
      }),
    ).toMatchObject(shown);
    expect(codeOf(await ask(only.url, { query, extensions, variables }))).toBe('DOCUMENT_NOT_TRUSTED');
    expect(codeOf(await ask(only.url, { extensions, variables }))).toBe(NOT_FOUND);
  });

  it('a text beside another hash is refused and not registered', async () => {
    const [query, others] = [newDocument(), newDocument()];
    const extensions = persisted(sha256(others));
    for (const { url } of [shop(), only]) {
      const { errors } = await ask(url, { query, extensions, variables });
      expect(errors).toMatchObject([
        { message: 'provided sha does not match query', extensions: { code: 'BAD_REQUEST' } },
      ]);
      expect(codeOf(await ask(url, { extensions, variables }))).toBe(NOT_FOUND);
    }
  });

  it.each([
    ['a version that is not known', { extensions: persisted(sha256('x'), 2) }],
    ['a hash that is no text', { extensions: { persistedQuery: { version: 1, sha256Hash: 7 } } }],
    ['an id and a text', { documentId: 'shown', query: '{ __typename }' }],
  ])('%s is a bad request', async (_what, request) => {
    expect(codeOf(await ask(shop().url, request))).toBe('BAD_REQUEST');
  });

  it('where only trusted documents run, a text runs if it is one of them, and nothing else does', async () => {
    const [known, unknown] = [newDocument(), newDocument()];
    await store(shop().databaseUrl, known);
    expect(await ask(only.url, { query: known, variables })).toMatchObject(shown);
    for (const query of [unknown, `${known} `, getIntrospectionQuery(), '{ __typename }', '{ not graphql']) {
      const { errors, data } = await ask(only.url, { query, variables });
      expect([errors?.[0]?.extensions, data]).toEqual([{ code: 'DOCUMENT_NOT_TRUSTED' }, undefined]);
    }
  });

  it('a document without an operation of that name is refused as its text is', async () => {
    const text = newDocument();
    await store(shop().databaseUrl, text);
    const request = { operationName: 'Other', variables };
    const byText = await ask(shop().url, { query: text, ...request });
    expect(await ask(shop().url, { documentId: sha256(text), ...request })).toEqual(byText);
    expect(byText.errors).toHaveLength(1);
  });
});

describe.each(waysIn.slice(2))('over %s', (_way, ask: Ask) => {
  it('what a subscription says comes by its id', async () => {
    const text = newsOf('product-2');
    await store(shop().databaseUrl, text);
    const news = { data: { productUpdated: { id: 'product-2', document: { id: 'product-2' } } } };
    for (const { url } of [shop(), only]) {
      expect(await ask(url, { documentId: sha256(text) })).toMatchObject(news);
    }
    expect(codeOf(await ask(only.url, { query: newsOf('product-3') }))).toBe('DOCUMENT_NOT_TRUSTED');
  });
});

it('a document that is removed is refused by APIs that have answered by it', async () => {
  const text = newDocument();
  await store(shop().databaseUrl, text);
  const documentId = sha256(text);
  for (const { url } of [shop(), other, only]) {
    expect(await POST(url, { documentId, variables })).toMatchObject(shown);
  }
  await onTable(shop().databaseUrl, (table) => table.remove([documentId]));
  const withinMs = LIMITS.trustedMostMs + 30_000;
  for (const { url } of [shop(), other, only]) {
    await eventually(
      'it to be refused',
      async () => (codeOf(await POST(url, { documentId, variables })) === NOT_FOUND ? true : undefined),
      { withinMs, everyMs: 200 },
    );
  }
  await eventually('its text to be refused', async () =>
    codeOf(await POST(only.url, { query: text, variables })) === 'DOCUMENT_NOT_TRUSTED' ? true : undefined,
  );
});

it('an id that is not there has status 200, and no cache may keep it', async () => {
  for (const accept of ['application/json', 'application/graphql-response+json']) {
    for (const method of ['GET', 'POST'] as const) {
      const init = method === 'GET' ? {} : { body: JSON.stringify({ documentId: 'x' }) };
      const headers = { accept, 'content-type': 'application/json' };
      const address = method === 'GET' ? `${shop().url}?documentId=x` : shop().url;
      const response = await fetch(address, { method, headers, ...init });
      expect([response.status, response.headers.get('cache-control')]).toEqual([200, 'no-store']);
    }
  }
});

it('a mutation is not done by GET, whatever names it', async () => {
  const text = 'mutation { cancelOrder(input: { orderId: "order-1", reason: "x" }) { __typename } }';
  await store(shop().databaseUrl, text);
  const response = await fetch(`${shop().url}?documentId=${sha256(text)}`);
  expect([response.status, response.headers.get('allow')]).toEqual([405, 'POST']);
});

it('GraphiQL is there, but not where only trusted documents run', async () => {
  const page = (url: string) => fetch(url, { headers: { accept: 'text/html' } });
  expect((await page(shop().url)).status).toBe(200);
  expect(await (await page(only.url)).text()).not.toContain('<html');
});
