// A subscription over Server-Sent Events through a proxy that collects what it passes on.
import { afterEach, expect, it } from 'vitest';
import { readEventStream } from '../../clients/core/event-stream.ts';
import { withApiServer, type TestServer } from '../support/api-server.ts';
import { withBufferingProxy } from '../support/buffering-proxy.ts';
import { update } from '../support/memory-services.ts';
import { until } from '../support/until.ts';

const startServer = withApiServer();
const startProxy = withBufferingProxy();
const aborts: AbortController[] = [];
afterEach(() => aborts.splice(0).forEach((abort) => abort.abort()));

function follow(url: string, openMs?: number) {
  const abort = new AbortController();
  aborts.push(abort);
  const seen: unknown[] = [];
  let isOpen = false;
  let error: unknown;
  const read = async (): Promise<void> => {
    const body = { query: 'subscription { parcelUpdated(id: "p1") { version } }' };
    const onOpen = () => void (isOpen = true);
    const request = { url: `${url}/graphql`, headers: {}, body, fetch, signal: abort.signal, openMs, onOpen };
    for await (const result of readEventStream(request)) seen.push(result);
  };
  read().catch((reason: unknown) => (error = reason));
  return { seen, isOpen: () => isOpen, error: () => error };
}

const push = ({ memory }: TestServer, version: number): void => {
  for (const feed of memory.feeds) feed.push(update({ version }));
};

it('opens before anything has changed, and gets each message as it comes', async () => {
  const server = await startServer();
  const { seen, isOpen } = follow(await startProxy(server.url));
  await until('the stream to open', isOpen);
  for (let version = 1; version <= 3; version += 1) {
    push(server, version);
    await until('the message', () => seen.length === version);
  }
});

it('that the proxy keeps back is given up, with an error that says so', async () => {
  const server = await startServer();
  // It collects signs of life too.
  const { seen, error } = follow(await startProxy(server.url, { isDeaf: true }), 1_000);
  await until('the subscription', () => server.memory.feeds.size === 1);
  push(server, 1);
  await until('the end', () => error() !== undefined);
  expect(error()).toMatchObject({ lost: true, message: expect.stringContaining('did not open within 1 s') });
  expect(seen).toEqual([]);
  await until('the subscription to be released', () => server.memory.feeds.size === 0);
});
