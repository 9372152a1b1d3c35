// GraphQL over a WebSocket with nothing but the protocol's messages: what came, in order, and how it ended.
import { WebSocket } from 'ws';
import { until } from './until.ts';
import type { Answer, Sent } from './shop.ts';

export interface SocketMessage {
  readonly type: string;
  readonly id?: string;
  /** A result, or the errors of an operation that could not be served. */
  readonly payload?: Answer | NonNullable<Answer['errors']>;
}

export interface SocketOptions {
  readonly headers?: Readonly<Record<string, string>>;
  readonly protocol?: string;
}

export interface SocketClient {
  readonly socket: WebSocket;
  readonly messages: readonly SocketMessage[];
  /** Payloads of the results of an operation; errors of one that could not be served count as one. */
  resultsOf(id: string): readonly Answer[];
  send(message: unknown): void;
  begin(payload?: unknown): Promise<void>;
  subscribe(id: string, query: string, sent?: Sent): void;
  /** The one result of a query or mutation. */
  ask(query: string, sent?: Sent): Promise<Answer>;
  untilResults(id: string, count: number): Promise<void>;
  /** Code and reason. */
  untilClosed(): Promise<readonly [number, string]>;
}

/** @param url of GraphQL over HTTP. */
export function socketClient(url: string, { headers, protocol }: SocketOptions = {}): SocketClient {
  const socket = new WebSocket(url.replace(/^http/, 'ws'), protocol ?? 'graphql-transport-ws', {
    headers: { ...headers },
  });
  const messages: SocketMessage[] = [];
  let closed: readonly [number, string] | undefined;
  let operations = 0;
  socket.on('message', (data) => messages.push(JSON.parse(String(data)) as SocketMessage));
  socket.on('close', (code, reason) => (closed = [code, String(reason)]));
  socket.on('error', () => {});
  const send = (message: unknown): void =>
    socket.send(typeof message === 'string' ? message : JSON.stringify(message));
  const resultsOf = (id: string): readonly Answer[] =>
    messages
      .filter((message) => message.id === id && ['next', 'error'].includes(message.type))
      .map(({ payload }) => (Array.isArray(payload) ? { errors: payload } : (payload as Answer)));
  const untilResults = (id: string, count: number): Promise<void> =>
    until(`${count} results of ${id}`, () => {
      if (closed) throw new Error(`The socket was closed: ${closed.join(' ')}`);
      return resultsOf(id).length >= count;
    });
  const subscribe: SocketClient['subscribe'] = (id, query, { headers: _ofHttp, ...sent } = {}) =>
    send({ id, type: 'subscribe', payload: { query, ...sent } });
  return {
    socket,
    messages,
    resultsOf,
    send,
    subscribe,
    untilResults,
    begin: async (payload) => {
      await until('the socket to be open', () => socket.readyState === socket.OPEN);
      send({ type: 'connection_init', ...(payload === undefined ? {} : { payload }) });
      await until('the acknowledgement', () => messages.some(({ type }) => type === 'connection_ack'));
    },
    ask: async (query, sent) => {
      operations += 1;
      const id = `ask-${operations}`;
      subscribe(id, query, sent);
      await untilResults(id, 1);
      return resultsOf(id)[0] ?? {};
    },
    untilClosed: async () => {
      await until('the end of the socket', () => closed !== undefined);
      return closed ?? [0, ''];
    },
  };
}
