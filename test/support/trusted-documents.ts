// Trusted documents as an operator and as clients see them: stored in the table, and asked for by every way in.
import { createHash } from 'node:crypto';
import { WebSocket } from 'ws';
import { trustedDocumentTable } from '../../src/engine/stores/postgres/trusted-documents.ts';
import type { Answer } from './shop.ts';
import { socketClient } from './socket-client.ts';

export const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

/** The extension of Apollo's protocol. */
export const persisted = (sha256Hash: string, version = 1) => ({ persistedQuery: { version, sha256Hash } });

export async function onTable<Result>(
  databaseUrl: string,
  work: (table: ReturnType<typeof trustedDocumentTable>) => Promise<Result>,
): Promise<Result> {
  const table = trustedDocumentTable({ databaseUrl });
  try {
    return await work(table);
  } finally {
    await table.close();
  }
}

/** @param id the hash if omitted. */
export const store = (databaseUrl: string, text: string, id = sha256(text)): Promise<unknown> =>
  onTable(databaseUrl, (table) => table.add([{ id, text, hash: sha256(text) }]));

export interface GraphQLRequest {
  readonly query?: string;
  readonly documentId?: string;
  readonly operationName?: string;
  readonly variables?: unknown;
  readonly extensions?: unknown;
}

/** @param url of GraphQL. */
export type Ask = (url: string, request: GraphQLRequest) => Promise<Answer>;

const post: Ask = async (url, request) => {
  const headers = { 'content-type': 'application/json', accept: 'application/json' };
  const response = await fetch(url, { method: 'POST', headers, body: JSON.stringify(request) });
  return (await response.json()) as Answer;
};

export function addressOf(url: string, request: GraphQLRequest): string {
  const parameters = Object.entries(request).map(
    ([name, value]) => [name, typeof value === 'string' ? value : JSON.stringify(value)] as const,
  );
  return `${url}?${new URLSearchParams(Object.fromEntries(parameters)).toString()}`;
}

const get: Ask = async (url, request) => {
  const response = await fetch(addressOf(url, request), { headers: { accept: 'application/json' } });
  return (await response.json()) as Answer;
};

/** The first message; the stream is left after it. */
const events: Ask = async (url, request) => {
  const abort = new AbortController();
  const headers = { 'content-type': 'application/json', accept: 'text/event-stream' };
  const { signal } = abort;
  const response = await fetch(url, { method: 'POST', headers, body: JSON.stringify(request), signal });
  let text = '';
  try {
    for await (const chunk of response.body ?? []) {
      text += Buffer.from(chunk).toString();
      const [, data] = /^data: ?(\{.*\})$/m.exec(text) ?? [];
      if (data !== undefined) return JSON.parse(data) as Answer;
    }
  } finally {
    abort.abort();
  }
  throw new Error(`No event: ${response.status} ${text}`);
};

const socket: Ask = async (url, { query, ...request }) => {
  const client = socketClient(url);
  await client.begin();
  client.send({ id: '1', type: 'subscribe', payload: { ...request, ...(query !== undefined && { query }) } });
  await client.untilResults('1', 1);
  const [answer = {}] = client.resultsOf('1');
  client.socket.close();
  return answer;
};

export const waysIn = [
  ['POST', post],
  ['GET', get],
  ['Server-Sent Events', events],
  ['a WebSocket', socket],
] as const;

// Clients look for the one of the browser, which Node has since its version 22.
Object.assign(globalThis, { WebSocket });
