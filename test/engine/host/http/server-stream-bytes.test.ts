// Streams of events as they are on the connection: chunked by us, and left to Node where they can't be.
import { connect } from 'node:net';
import { describe, expect, it } from 'vitest';
import { withApiServer, type TestServer } from '../../../support/api-server.ts';
import { update } from '../../../support/memory-services.ts';
import { until } from '../../../support/until.ts';

const startServer = withApiServer();

function post(query: string, { version = '1.1', accept = 'application/json' } = {}): string {
  const body = JSON.stringify({ query });
  const head = [`POST /graphql HTTP/${version}`, 'host: localhost', 'content-type: application/json'];
  return [...head, `accept: ${accept}`, `content-length: ${body.length}`, '', body].join('\r\n');
}

const follow = (version?: string): string =>
  post('subscription { parcelUpdated(id: "p1") { version } }', {
    ...{ accept: 'text/event-stream' },
    ...(version === undefined ? {} : { version }),
  });

/** @returns what has come so far. */
function sent({ url }: TestServer, ...requests: readonly string[]): () => string {
  const { hostname, port } = new URL(url);
  let text = '';
  const socket = connect({ host: hostname, port: Number(port) });
  socket.setEncoding('utf8').on('data', (chunk: string) => {
    text += chunk;
  });
  socket.write(requests.join(''));
  return () => text;
}

async function pushTo({ memory: { feeds } }: TestServer, version: number): Promise<void> {
  await until('a subscription', () => feeds.size === 1);
  for (const feed of feeds) feed.push(update({ version }));
}

describe('a stream of events', () => {
  it('is chunked, and a request that was sent behind it is not answered in its midst', async () => {
    const server = await startServer();
    const text = sent(server, follow(), post('{ __typename }'));
    await pushTo(server, 2);
    await until('an update', () => text().includes('"version":2'));
    await pushTo(server, 3);
    await until('the next update', () => text().includes('"version":3'));
    expect(text()).toMatch(/^HTTP\/1\.1 200 OK\r\n[^]*transfer-encoding: chunked\r\n\r\n3\r\n:\n\n\r\n/);
    expect(text().match(/HTTP\/1\.1/g)).toHaveLength(1);
    expect(text()).not.toContain('__typename');
  });

  it('comes behind the answer that was asked for before it', async () => {
    const server = await startServer();
    const text = sent(server, post('{ __typename }'), follow());
    await pushTo(server, 2);
    await until('an update', () => text().includes('"version":2'));
    expect(text()).toMatch(
      /^HTTP\/1\.1 200 OK\r\n[^]*"__typename":"Query"[^]*HTTP\/1\.1 200 OK\r\n[^]*"version":2/,
    );
  });

  it('has no chunks for HTTP/1.0', async () => {
    const server = await startServer();
    const text = sent(server, follow('1.0'));
    await pushTo(server, 2);
    await until('an update', () => text().includes('"version":2'));
    expect(text().toLowerCase()).not.toContain('transfer-encoding');
  });
});
