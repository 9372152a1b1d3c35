// The page for a browser: it is there if wanted, has its tabs, and loads nothing from elsewhere.
import { describe, expect, it } from 'vitest';
import { withApiServer } from '../support/api-server.ts';

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
    expect([response.status, response.headers.get('content-type')]).toEqual([200, 'text/html']);
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

  it('is not there if it is not wanted', async () => {
    const { url } = await startServer();
    const response = await fetch(`${url}/graphql`, { headers });
    expect(response.status).not.toBe(200);
    expect(await response.text()).not.toContain('<html');
  });
});
