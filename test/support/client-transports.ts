// Transports for the operations of Apollo Client and urql: HTTP, and Server-Sent Events or a WebSocket for
// subscriptions.
import { ApolloLink, HttpLink } from '@apollo/client';
import { GraphQLWsLink } from '@apollo/client/link/subscriptions';
import { fetchExchange, subscriptionExchange, type ClientOptions as UrqlOptions } from '@urql/core';
import { OperationTypeNode } from 'graphql';
import { createClient, type Client as SocketClient } from 'graphql-ws';
import { WebSocket } from 'ws';
import { eventStreamLink } from '../../clients/apollo/event-stream-link.ts';
import { watchfulFetch } from '../../clients/urql/watchful-fetch.ts';

/** For subscriptions. */
export const transports = ['Server-Sent Events', 'WebSocket'] as const;

export interface TransportOptions {
  readonly url: string;
  readonly transport?: (typeof transports)[number] | undefined;
  /** The access token, asked for with each attempt. */
  readonly authorization?: (() => string) | undefined;
}

// Apollo's link looks for the one of the browser, which Node has since its version 22.
Object.assign(globalThis, { WebSocket });

/** One attempt each: to try again is left to what is in front of it. */
const connectTo = ({ url, authorization }: TransportOptions): SocketClient =>
  createClient({
    url: url.replace(/^http/, 'ws'),
    retryAttempts: 0,
    ...(authorization && { connectionParams: () => ({ authorization: authorization() }) }),
  });

export function apolloTransport({ url, transport, authorization }: TransportOptions) {
  const socket = transport === 'WebSocket' ? connectTo({ url, authorization }) : undefined;
  const headers = authorization && (async () => ({ authorization: authorization() }));
  const link = ApolloLink.split(
    ({ operationType }) => operationType === OperationTypeNode.SUBSCRIPTION,
    socket ? new GraphQLWsLink(socket) : eventStreamLink({ url, headers }),
    new HttpLink({ uri: url }),
  );
  return { link, close: () => void socket?.dispose() };
}

export function urqlTransport({ url, transport, authorization }: TransportOptions) {
  const socket = transport === 'WebSocket' ? connectTo({ url, authorization }) : undefined;
  const overSocket =
    socket &&
    subscriptionExchange({
      forwardSubscription: ({ query = '', variables, extensions }) => ({
        subscribe: (sink) => ({
          unsubscribe: socket.subscribe<Record<string, unknown>, Record<string, unknown>>(
            { query, variables, extensions: extensions ?? null },
            {
              ...sink,
              next: ({ data = null, errors, extensions: said }) =>
                sink.next({ data, ...(errors && { errors }), ...(said && { extensions: said }) }),
            },
          ),
        }),
      }),
    });
  const options: UrqlOptions = {
    url,
    preferGetMethod: false,
    fetchSubscriptions: !socket,
    fetch: watchfulFetch,
    ...(authorization && { fetchOptions: () => ({ headers: { authorization: authorization() } }) }),
    exchanges: [...(overSocket ? [overSocket] : []), fetchExchange],
  };
  return { options, close: () => void socket?.dispose() };
}
