// The clients that name documents, on the shop as its APIs serve it: Apollo's link and urql's exchange, with a list made
// by a build and without one.
import { createHash } from 'node:crypto';
import { ApolloClient, ApolloLink, gql, HttpLink, InMemoryCache } from '@apollo/client';
import { PersistedQueryLink } from '@apollo/client/link/persisted-queries';
import { cacheExchange, createClient, createRequest, fetchExchange, stringifyDocument } from '@urql/core';
import { persistedExchange } from '@urql/exchange-persisted';
import { print, type DocumentNode } from 'graphql';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { withAttackedApi } from '../support/attacked-api.ts';
import { withShop } from '../support/shop.ts';
import { sha256, store } from '../support/trusted-documents.ts';

const shop = withShop();
const startProcess = withAttackedApi();
/** APIs in processes of their own. */
let accepted: string;
let only: string;
let off: string;
beforeAll(async () => {
  const { databaseUrl: DATABASE_URL, redisUrl: REDIS_URL } = shop();
  const start = async (TRUSTED_DOCUMENTS: string): Promise<string> => {
    const env = {
      NODE_ENV: 'test',
      PORT: '0',
      LOG_LEVEL: 'warn',
      DATABASE_URL,
      REDIS_URL,
      TRUSTED_DOCUMENTS,
    };
    return `${(await startProcess('test/support/api-process.ts', env)).url}/graphql`;
  };
  accepted = await start('accepted');
  only = await start('only');
  off = await start('off');
});

interface Sent {
  readonly method: string;
  readonly hasQuery: boolean;
}

/** `fetch`, and what was sent by it. */
function watchedFetch() {
  const sent: Sent[] = [];
  const watched: typeof fetch = async (input, init) => {
    const address = new URL(String(input));
    const body = JSON.parse(typeof init?.body === 'string' ? init.body : '{}') as { readonly query?: string };
    const query = body.query ?? address.searchParams.get('query') ?? '';
    sent.push({ method: init?.method ?? 'GET', hasQuery: query !== '' });
    return fetch(input, init);
  };
  return { sent, fetch: watched };
}

const stops: (() => void)[] = [];
afterEach(() => stops.splice(0).forEach((stop) => stop()));

/** The name of the product, and what was sent for it. */
type Ask = (
  url: string,
  query: DocumentNode,
) => Promise<{ readonly name: unknown; readonly error: unknown; readonly sent: readonly Sent[] }>;

const apollo =
  (useGETForHashedQueries: boolean): Ask =>
  async (uri, query) => {
    const { sent, fetch } = watchedFetch();
    const link = ApolloLink.from([
      new PersistedQueryLink({
        useGETForHashedQueries,
        sha256: (text) => createHash('sha256').update(text).digest('hex'),
      }),
      new HttpLink({ uri, fetch }),
    ]);
    const client = new ApolloClient({ link, cache: new InMemoryCache() });
    stops.push(() => client.stop());
    const { data, error } = await client.query<{ product: { name: string } }>({
      ...{ query, variables: { id: 'product-1' } },
      errorPolicy: 'all',
    });
    return { name: data?.product.name, error, sent };
  };

const urql =
  (preferGetForPersistedQueries: boolean): Ask =>
  async (url, query) => {
    const { sent, fetch } = watchedFetch();
    const exchanges = [persistedExchange({ preferGetForPersistedQueries }), fetchExchange];
    const client = createClient({ url, fetch, preferGetMethod: false, exchanges });
    const { data, error } = await client
      .query<{ product: { name: string } }>(query, { id: 'product-1' })
      .toPromise();
    return { name: data?.product.name, error, sent };
  };

const sentByUrql = (query: DocumentNode): string => stringifyDocument(createRequest(query, {}).query);

const CLIENTS = [
  ['Apollo Client', 'POST', apollo(false), print],
  ['Apollo Client', 'GET', apollo(true), print],
  ['urql', 'POST', urql(false), sentByUrql],
  ['urql', 'GET', urql(true), sentByUrql],
] as const;

let documents = 0;
function newDocument(): DocumentNode {
  documents += 1;
  return gql(`query Client${documents}($id: ID!) { product(id: $id) { __typename id name } }`);
}

const name = expect.stringMatching(/./) as unknown;

describe.each(CLIENTS)('%s by %s', (_client, method, ask, textOf) => {
  const hashed = { method, hasQuery: false };

  it('sends the text once, to any of the APIs, and then only its hash to all of them', async () => {
    const query = newDocument();
    const first = await ask(shop().url, query);
    expect([first.name, first.error]).toEqual([name, undefined]);
    expect(first.sent).toEqual([hashed, { method: expect.any(String) as string, hasQuery: true }]);
    for (const url of [shop().url, accepted, accepted]) {
      expect(await ask(url, query)).toEqual({ name, error: undefined, sent: [hashed] });
    }
  });

  it('needs no text for a document that is stored, where only those run', async () => {
    const query = newDocument();
    await store(shop().databaseUrl, textOf(query));
    expect(await ask(only, query)).toEqual({ name, error: undefined, sent: [hashed] });
  });

  it('is refused with any other there', async () => {
    const { error, sent } = await ask(only, newDocument());
    expect(String(error)).toContain('This server runs trusted documents only');
    expect(sent.at(-1)).toMatchObject({ hasQuery: true });
  });

  it('sends texts and no hashes where that is switched off', async () => {
    const { name: shown, error, sent } = await ask(off, newDocument());
    expect([shown, error]).toEqual([name, undefined]);
    expect(sent).toEqual([hashed, { method: expect.any(String) as string, hasQuery: true }]);
  });
});

it.each([
  ['an id of its own', () => 'client~7'],
  ['a hash with a prefix, as GraphQL Code Generator writes it', (text: string) => `sha256:${sha256(text)}`],
])('a client whose build has named its documents asks by %s', async (_what, idOf) => {
  const query = newDocument();
  const text = `${print(query)}\n# as the build has written it`;
  const id = idOf(text);
  await store(shop().databaseUrl, text, id.replace('sha256:', ''));
  const { sent, fetch } = watchedFetch();
  const link = ApolloLink.from([
    new PersistedQueryLink({ generateHash: () => id }),
    new HttpLink({ uri: only, fetch }),
  ]);
  const client = new ApolloClient({ link, cache: new InMemoryCache() });
  stops.push(() => client.stop());
  const { data } = await client.query({ query, variables: { id: 'product-1' } });
  expect(data).toMatchObject({ product: { name } });
  expect(sent).toEqual([{ method: 'POST', hasQuery: false }]);
});

describe('hashes that GraphQL Code Generator has put beside the documents', () => {
  const hashOf = (document: object): string => Object(document).__meta__.hash;

  /** A document as the build leaves it, of which the server knows the text that the build has written. */
  async function builtDocument(): Promise<DocumentNode> {
    const query = newDocument();
    const text = `${print(query)}\n# as the build has written it`;
    await store(shop().databaseUrl, text);
    return Object.assign(query, { __meta__: { hash: `sha256:${sha256(text)}` } });
  }
  const variables = { id: 'product-1' };
  const shown = { product: { __typename: 'Product', id: 'product-1', name } };

  it('are what urql asks by', async () => {
    const { sent, fetch } = watchedFetch();
    const persisting = persistedExchange({
      enforcePersistedQueries: true,
      enableForMutation: true,
      generateHash: async (_text, document) => hashOf(document),
    });
    const exchanges = [cacheExchange, persisting, fetchExchange];
    const client = createClient({ url: only, fetch, preferGetMethod: false, exchanges });
    const { data, error } = await client.query(await builtDocument(), variables).toPromise();
    expect([data, error]).toEqual([shown, undefined]);
    expect(sent).toEqual([{ method: expect.any(String) as string, hasQuery: false }]);
  });

  it('are what Apollo Client asks by', async () => {
    const { sent, fetch } = watchedFetch();
    const persisting = new PersistedQueryLink({ generateHash: hashOf });
    const link = ApolloLink.from([persisting, new HttpLink({ uri: only, fetch })]);
    const client = new ApolloClient({ link, cache: new InMemoryCache() });
    stops.push(() => client.stop());
    const { data } = await client.query({ query: await builtDocument(), variables });
    expect(data).toEqual(shown);
    expect(sent).toEqual([{ method: 'POST', hasQuery: false }]);
  });
});
