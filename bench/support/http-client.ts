// A small HTTP client that keeps its connections: GraphQL operations, plain GETs, and streams of updates.
import { once } from 'node:events';
import { Agent, request, type IncomingMessage } from 'node:http';
import type { z } from 'zod';

export interface HttpClient {
  get(path: string): Promise<string>;
  /** Throws if there are errors. */
  graphql<Data extends z.ZodType>(operation: Operation, data: Data): Promise<z.output<Data>>;
  /** The answer as text, only checked to be one without errors. */
  ask(body: string): Promise<string>;
  /** The status of the answer. */
  status(body: string): Promise<number>;
  /** Calls `onMessage` with the time (ms) and text of each Server-Sent Event; resolves when the stream is open. */
  subscribe(operation: Operation, onMessage: (at: number, text: string) => void): Promise<void>;
  close(): void;
}

export interface Operation {
  readonly query: string;
  readonly variables: Readonly<Record<string, unknown>>;
}

const GRAPHQL = '/graphql';

export function connectHttp(url: string, connections: number): HttpClient {
  const agent = new Agent({ keepAlive: true, maxSockets: connections, maxFreeSockets: connections });
  const send = (path: string, body?: string, accept = 'application/json'): Promise<IncomingMessage> =>
    new Promise((resolve, reject) => {
      const headers = body === undefined ? {} : { 'content-type': 'application/json', accept };
      const sent = request(new URL(path, url), {
        agent,
        method: body === undefined ? 'GET' : 'POST',
        headers,
      });
      sent.once('response', resolve).once('error', reject).end(body);
    });
  const ask = async (body: string): Promise<string> => {
    const text = await textOf(await send(GRAPHQL, body));
    if (text.includes('"errors"')) throw new Error(text);
    return text;
  };
  return {
    get: async (path) => textOf(await send(path)),
    ask,
    status: async (body) => {
      const response = await send(GRAPHQL, body);
      await once(response.resume(), 'end');
      return response.statusCode ?? 0;
    },
    graphql: async (operation, data) => data.parse(JSON.parse(await ask(JSON.stringify(operation))).data),
    subscribe: async (operation, onMessage) => {
      const response = await send(GRAPHQL, JSON.stringify(operation), 'text/event-stream');
      let rest = '';
      response.setEncoding('utf8').on('data', (chunk: string) => {
        const at = performance.now();
        const parts = (rest + chunk).split('\n\n');
        rest = parts.pop() ?? '';
        for (const part of parts) if (part.includes('event: next')) onMessage(at, part);
      });
    },
    close: () => agent.destroy(),
  };
}

async function textOf(response: IncomingMessage): Promise<string> {
  return new Promise((resolve, reject) => {
    let text = '';
    response.setEncoding('utf8');
    response.on('data', (chunk: string) => (text += chunk));
    response.once('end', () =>
      response.statusCode === 200 ? resolve(text) : reject(new Error(`${response.statusCode}: ${text}`)),
    );
    response.once('error', reject);
  });
}
