// The storefront of `npm run dev`: its files and nothing else, and the address that slows the projector down.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { storefrontRoute } from '../../src/dev/storefront.ts';
import { withApiServer } from '../support/api-server.ts';

const start = withApiServer();
let top: string;
beforeAll(() => {
  top = mkdtempSync(join(tmpdir(), 'slipstream-storefront-'));
  mkdirSync(join(top, 'dist/assets'), { recursive: true });
  writeFileSync(join(top, 'secret.js'), 'secret');
  writeFileSync(join(top, 'dist/index.html'), '<!doctype html>');
  writeFileSync(join(top, 'dist/.stamp'), 'hidden');
  writeFileSync(join(top, 'dist/assets/main-a1.js'), 'run()');
});
afterAll(() => rmSync(top, { recursive: true }));

async function open(folder = join(top, 'dist')) {
  const projectorDelay = { ms: 0 };
  const { url } = await start({ routes: [storefrontRoute({ folder, projectorDelay })] });
  const put = (body: string, headers: Record<string, string> = {}) =>
    fetch(`${url}/storefront/projector-delay`, {
      method: 'PUT',
      headers: { 'content-type': 'application/json', ...headers },
      body,
    });
  return { url, projectorDelay, put };
}

/** As it is: fetch would tidy the path up. */
function statusOf(url: string, path: string): Promise<number | undefined> {
  const { hostname, port } = new URL(url);
  return new Promise((resolve, reject) => {
    request({ hostname, port, path }, (response) => resolve(response.resume().statusCode))
      .on('error', reject)
      .end();
  });
}

describe('its files', () => {
  test.each(['/storefront', '/storefront/', '/storefront/?client=urql', '/storefront/index.html'])(
    '%s is the page, asked for anew each time',
    async (path) => {
      const { url } = await open();
      const response = await fetch(`${url}${path}`);
      expect(response.status).toBe(200);
      expect(response.headers.get('content-type')).toBe('text/html; charset=utf-8');
      expect(response.headers.get('cache-control')).toBe('no-store');
      expect(await response.text()).toBe('<!doctype html>');
    },
  );

  test('a file with a hash in its name is kept', async () => {
    const { url } = await open();
    const response = await fetch(`${url}/storefront/assets/main-a1.js`);
    expect(response.headers.get('content-type')).toBe('text/javascript; charset=utf-8');
    expect(response.headers.get('cache-control')).toBe('public, max-age=31536000, immutable');
    expect(await response.text()).toBe('run()');
  });

  test.each([
    '/storefront/missing.js',
    '/storefront/assets',
    '/storefront/.stamp',
    '/storefront/../secret.js',
    '/storefront/assets/../../secret.js',
    '/storefront/%2e%2e/secret.js',
    '/storefront/..%2fsecret.js',
    '/storefront//secret.js',
    '/storefronts',
  ])('%s is nothing', async (path) => {
    const { url } = await open();
    expect(await statusOf(url, path)).toBe(404);
  });

  test('are only read', async () => {
    const { url } = await open();
    const response = await fetch(`${url}/storefront/`, { method: 'POST' });
    expect(response.status).toBe(405);
    expect(response.headers.get('allow')).toBe('GET, HEAD');
  });

  test('that are not built yet: it says what to run', async () => {
    const { url } = await open(join(top, 'nowhere'));
    const response = await fetch(`${url}/storefront`);
    expect(response.status).toBe(503);
    expect(await response.text()).toContain('npm run storefront:build');
  });
});

describe('the delay of the projector', () => {
  test('is set, and told', async () => {
    const { url, projectorDelay, put } = await open();
    expect(await (await put('{"ms":500}')).json()).toEqual({ ms: 500 });
    expect(projectorDelay.ms).toBe(500);
    expect(await (await fetch(`${url}/storefront/projector-delay`)).json()).toEqual({ ms: 500 });
    const own = await put('{"ms":5000}', { origin: url });
    expect(own.status).toBe(200);
  });

  test.each([
    '{"ms":-1}',
    '{"ms":5001}',
    '{"ms":1.5}',
    '{"ms":"1"}',
    '{}',
    '{"ms":1,"s":1}',
    'ms',
    ' '.repeat(2000),
  ])('is not %s', async (body) => {
    const { projectorDelay, put } = await open();
    const response = await put(body);
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ code: 'INVALID_DELAY' });
    expect(projectorDelay.ms).toBe(0);
  });

  test('is set by pages of this server only, as JSON', async () => {
    const { projectorDelay, put } = await open();
    expect((await put('{"ms":1}', { origin: 'http://elsewhere.example' })).status).toBe(403);
    expect((await put('{"ms":1}', { origin: 'null' })).status).toBe(403);
    expect((await put('{"ms":1}', { 'content-type': 'text/plain' })).status).toBe(415);
    expect(projectorDelay.ms).toBe(0);
  });
});
