// A subscription over a WebSocket with the client of graphql-ws, as one over Server-Sent Events is seen.
import { createClient, type Client } from 'graphql-ws';
import { WebSocket } from 'ws';
import type { EventStream } from './event-stream.ts';
import type { Answer, AnswerError, Sent } from './shop.ts';
import { until } from './until.ts';

/** @param url of GraphQL over HTTP. */
export const socketsTo = (url: string): Client =>
  createClient({ url: url.replace(/^http/, 'ws'), webSocketImpl: WebSocket, retryAttempts: 0, lazy: true });

/** Resolves when the socket is open; unlike over HTTP, nothing says when the server follows the documents. */
export async function openSocketStream(url: string, query: string, sent: Sent = {}): Promise<EventStream> {
  const results: Answer[] = [];
  let end: 'complete' | 'cut' | undefined;
  const client = socketsTo(url);
  let isOpen = false;
  client.on('connected', () => (isOpen = true));
  const { headers: _ofHttp, ...rest } = sent;
  client.subscribe<Record<string, unknown>>(
    { query, ...rest },
    {
      next: (result) => results.push(result as Answer),
      error: (error) => {
        const isRefused = Array.isArray(error);
        if (isRefused) results.push({ errors: error as AnswerError[] });
        end ??= isRefused ? 'complete' : 'cut';
      },
      complete: () => (end ??= 'complete'),
    },
  );
  await until('the socket', () => isOpen || end !== undefined);
  return {
    results,
    end: () => end,
    untilResults: (count) =>
      until(`${count} results (${results.length} came)`, () => results.length >= count),
    untilEnd: () => until('the end of the stream', () => end !== undefined),
    close: () => client.terminate(),
  };
}

/** The one result of a query or mutation. */
export function askOver(client: Client, query: string, sent: Omit<Sent, 'headers'> = {}): Promise<Answer> {
  return new Promise((resolve, reject) => {
    client.subscribe<Record<string, unknown>>(
      { query, ...sent },
      { next: (result) => resolve(result as Answer), error: reject, complete: () => {} },
    );
  });
}
