// Server-Sent Events over fetch, from a server that says what it likes.
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, it, vi } from 'vitest';
import { readEventStream } from '../../clients/core/event-stream.ts';
import { withSignsOfLife } from '../../clients/core/signs-of-life.ts';

const servers: Server[] = [];
afterEach(() => {
  vi.useRealTimers();
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    server.close();
  }
});

type Answer = (...call: Parameters<RequestListener>) => Promise<void> | void;

async function serve(answer: Answer): Promise<string> {
  const server = createServer((request, response) => void answer(request, response));
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

interface Reading {
  readonly abort?: AbortController;
  readonly openMs?: number;
}

async function readAll(url: string, { abort = new AbortController(), openMs }: Reading = {}) {
  const results: unknown[] = [];
  const body = { query: 'subscription { a }' };
  const request = { url, headers: { 'x-own': 'yes' }, body, fetch, signal: abort.signal, openMs };
  const end = await (async () => {
    for await (const result of readEventStream(request)) results.push(result);
    return 'complete';
  })().catch((error: unknown) => error);
  return { results, end };
}

/** In pieces that split lines and letters. */
async function sendInPieces(response: Parameters<RequestListener>[1], text: string): Promise<void> {
  response.writeHead(200, { 'content-type': 'text/event-stream; charset=utf-8' });
  const bytes = Buffer.from(text);
  for (let from = 0; from < bytes.length; from += 7) {
    response.write(bytes.subarray(from, from + 7));
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
}

it('reads each result whole, however it comes, until the server says that it is complete', async () => {
  let request = {};
  const url = await serve(async ({ method, headers }, response) => {
    request = { method, own: headers['x-own'], accept: headers.accept, type: headers['content-type'] };
    const events =
      ': hello\n\nevent: next\ndata: {"data":"größer: 🙂"}\n\n:\n\nevent:next\ndata:{"data":2}\n\n';
    await sendInPieces(response, `${events}event: complete\ndata:\n\nevent: next\ndata: {"data":3}\n\n`);
    response.end();
  });
  expect(await readAll(url)).toEqual({ results: [{ data: 'größer: 🙂' }, { data: 2 }], end: 'complete' });
  expect(request).toEqual({
    method: 'POST',
    own: 'yes',
    accept: 'text/event-stream',
    type: 'application/json',
  });
});

it('takes an end without a word for the loss of the connection, and notes how soon to come back', async () => {
  const url = await serve(async (_, response) => {
    await sendInPieces(response, 'event: next\ndata: {"data":1}\n\nretry: 1000\n\nevent: next\ndata: {"da');
    response.end();
  });
  const { results, end } = await readAll(url);
  expect(results).toEqual([{ data: 1 }]);
  expect(end).toMatchObject({ name: 'StreamError', lost: true, retryMs: 1000 });
});

it('so is a connection that breaks', async () => {
  const url = await serve(async (_, response) => {
    await sendInPieces(response, 'event: next\ndata: {"data":1}\n\n');
    response.socket?.resetAndDestroy();
  });
  expect(await readAll(url)).toMatchObject({ results: [{ data: 1 }], end: { lost: true } });
  expect(await readAll('http://127.0.0.1:1')).toMatchObject({ results: [], end: { lost: true } });
});

it('hands on errors of GraphQL that come as JSON', async () => {
  const refused = { errors: [{ message: 'no', extensions: { code: 'INVALID_SUBSCRIPTION' } }] };
  const url = await serve((_, response) => {
    response.writeHead(400, { 'content-type': 'application/json' }).end(JSON.stringify(refused));
  });
  expect(await readAll(url)).toEqual({ results: [refused], end: 'complete' });
});

it.each([
  [503, { 'retry-after': '2' }, { lost: true, retryMs: 2000 }],
  [503, { 'retry-after': 'Wed, 21 Oct 2026 07:28:00 GMT' }, { lost: true, retryMs: undefined }],
  [503, { 'content-type': 'application/json' }, { lost: true, retryMs: undefined }],
  [429, {}, { lost: true }],
  [404, { 'content-type': 'text/html' }, { lost: false, refused: false }],
  [401, { 'content-type': 'text/html' }, { lost: false, refused: true }],
])('an answer of %d with %o', async (status, headers, expected) => {
  const url = await serve((_, response) => void response.writeHead(status, headers).end('{}'));
  expect((await readAll(url)).end).toMatchObject(expected);
});

it('takes a stream that does not open for lost, says why, and lets go of it', async () => {
  let isClosed = false;
  // As behind a proxy that waits for more.
  const url = await serve((request) => void request.socket.once('close', () => (isClosed = true)));
  const { end } = await readAll(url, { openMs: 50 });
  expect(end).toMatchObject({ name: 'StreamError', lost: true });
  expect(String(end)).toContain('did not open within 0.05 s: the server does not answer, or a proxy');
  await expect.poll(() => isClosed).toBe(true);
});

it('waits no longer than until it is open', async () => {
  const url = await serve(async (_, response) => {
    response.writeHead(200, { 'content-type': 'text/event-stream' }).write(':\n\n');
    await new Promise((resolve) => setTimeout(resolve, 1_300));
    response.end('event: complete\ndata:\n\n');
  });
  expect(await readAll(url, { openMs: 1_000 })).toEqual({ results: [], end: 'complete' });
});

it('ends the request when nobody reads on', async () => {
  let isClosed = false;
  const url = await serve((request, response) => {
    request.socket.once('close', () => (isClosed = true));
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    response.write('event: next\ndata: {"data":1}\n\n');
  });
  const abort = new AbortController();
  const reading = readAll(url, { abort });
  setTimeout(() => abort.abort(), 50);
  expect(await reading).toMatchObject({ results: [{ data: 1 }], end: { lost: true } });
  await expect.poll(() => isClosed).toBe(true);
});

it('a body that is silent for too long ends with an error, and one that is not does not', async () => {
  const url = await serve((request, response) => {
    response.writeHead(200);
    response.write(':\n\n');
    if (request.url !== '/alive') return;
    const beat = setInterval(() => response.write(':\n\n'), 20);
    setTimeout(() => {
      clearInterval(beat);
      response.end();
    }, 400);
  });
  await expect(withSignsOfLife(await fetch(url), 150).text()).rejects.toThrow('No sign of life.');
  const alive = await withSignsOfLife(await fetch(`${url}/alive`), 150).text();
  expect(alive.length).toBeGreaterThan(10);
});

interface Watched {
  readonly source: ReadableStreamDefaultController<Uint8Array>;
  readonly reader: ReadableStreamDefaultReader<Uint8Array>;
}

it.each<readonly [string, (watched: Watched) => unknown]>([
  ['its end', ({ source }) => source.close()],
  ['the loss of the connection', ({ source }) => source.error(new Error('reset'))],
  ['its silence', () => vi.advanceTimersByTime(30_000)],
  ['its reader has gone', ({ reader }) => reader.cancel()],
])('a body is watched no longer after %s', async (_what, end) => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  let source: Watched['source'] | undefined;
  const sent = new ReadableStream<Uint8Array>({ start: (controller) => void (source = controller) });
  const reader = withSignsOfLife(new Response(sent)).body?.getReader();
  if (!source || !reader) throw new Error('There is no body.');
  source.enqueue(new Uint8Array([1]));
  await reader.read();
  const next = reader.read().catch((error: unknown) => error);
  await vi.waitFor(() => expect(vi.getTimerCount()).toBe(1));
  await end({ source, reader });
  await next;
  await vi.waitFor(() => expect(vi.getTimerCount()).toBe(0));
});
