// The page for a browser: it is there if wanted, has its tabs, and loads nothing from elsewhere.
import type { IncomingMessage } from 'node:http';
import { describe, expect, it } from 'vitest';
import { withApiServer } from '../../../support/api-server.ts';
import { trustedCaller } from '../../../support/callers.ts';

const startServer = withApiServer();
const headers = { accept: 'text/html' };
const graphiql = {
  title: 'Parcels',
  tabs: [
    { query: 'mutation { a }' },
    { query: '{ b }', variables: '{"id":"p1"}' },
    { query: 'subscription { c }' },
  ],
};

describe('GraphiQL', () => {
  it('opens with the prepared tabs', async () => {
    const { url } = await startServer({ graphiql });
    const response = await fetch(`${url}/graphql`, { headers });
    const page = await response.text();
    expect([response.status, response.headers.get('content-type')]).toEqual([
      200,
      'text/html; charset=utf-8',
    ]);
    expect(page).toContain('<title>Parcels</title>');
    expect(page).toContain(JSON.stringify(graphiql.tabs).slice(1, -1));
  });

  it('loads nothing from elsewhere', async () => {
    const { url } = await startServer({ graphiql });
    const page = await (await fetch(`${url}/graphql`, { headers })).text();
    const [head = ''] = page.split('<script>');
    const elsewhere = /(?:src|href)\s*=\s*["']?(?:https?:)?\/\/|url\(\s*["']?(?:https?:)?\/\/|@import/i;
    expect(head.length).toBeGreaterThan(10_000);
    expect(head).not.toMatch(elsewhere);
    expect(page).not.toMatch(/<script[^>]+src=|<link[^>]+href=["']https?:|importScripts\(\s*["']https?:/);
    expect(page).not.toMatch(
      /cdn\.jsdelivr\.net|unpkg\.com|cdnjs\.cloudflare\.com|esm\.sh|fonts\.googleapis\.com/,
    );
  });

  it('loads without a token where callers need one, has a place to type it, and runs nothing for nobody', async () => {
    const authenticate = async ({ headers: { authorization } }: Pick<IncomingMessage, 'headers'>) =>
      authorization === 'Bearer good' ? trustedCaller('ann') : undefined;
    const { url } = await startServer({ graphiql, authenticate });
    const page = await fetch(`${url}/graphql?query={__typename}`, { headers });
    expect(page.status).toBe(200);
    const text = await page.text();
    expect(text).toContain('<title>Parcels</title>');
    expect(text).toContain('PUT-YOUR-TOKEN-HERE');
    // What it asks for then, with what was typed and without.
    const run = async (extra: Readonly<Record<string, string>>) =>
      fetch(`${url}/graphql`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', accept: 'application/json', ...extra },
        body: JSON.stringify({ query: '{ __typename }' }),
      });
    expect((await run({})).status).toBe(401);
    expect((await run({ accept: 'text/html' })).status).toBe(401);
    expect((await run({ authorization: 'Bearer good' })).status).toBe(200);
    const got = await fetch(`${url}/graphql?query={__typename}`, { headers: { accept: 'application/json' } });
    expect(got.status).toBe(401);
  });

  it('has no token to type where nobody needs one, and is shown in no frame', async () => {
    const { url } = await startServer({ graphiql });
    const page = await fetch(`${url}/graphql`, { headers });
    expect(page.headers.get('x-frame-options')).toBe('DENY');
    expect(page.headers.get('content-security-policy')).toContain("frame-ancestors 'none'");
    expect(await page.text()).not.toContain('PUT-YOUR-TOKEN-HERE');
  });

  it('is not there if it is not wanted', async () => {
    const { url } = await startServer();
    const response = await fetch(`${url}/graphql`, { headers });
    expect(response.status).not.toBe(200);
    expect(await response.text()).not.toContain('<html');
  });
});
