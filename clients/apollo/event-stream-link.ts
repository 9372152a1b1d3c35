// Subscriptions over Server-Sent Events, which Apollo's own links don't speak. One attempt each: what is cut off is an
// error, which `consistencyLink` takes for a reason to go on.
import { ApolloLink, Observable } from '@apollo/client';
import { print } from '@apollo/client/utilities';
import { readEventStream } from '../core/event-stream.ts';

export interface EventStreamLinkOptions {
  /** Of the GraphQL server. */
  readonly url: string;
  /** Asked for with every connection, so that a new access token is sent. */
  readonly headers?: (() => Readonly<Record<string, string>>) | undefined;
  readonly fetch?: typeof fetch | undefined;
}

export function eventStreamLink({ url, headers, fetch = globalThis.fetch }: EventStreamLinkOptions) {
  return new ApolloLink(
    ({ query, variables, operationName, extensions, getContext }) =>
      new Observable<ApolloLink.Result>((observer) => {
        const abort = new AbortController();
        const stream = readEventStream({
          url,
          headers: { ...getContext()['headers'], ...headers?.() },
          onOpen: getContext()['onOpen'],
          body: { query: print(query), variables, operationName, extensions },
          fetch,
          signal: abort.signal,
        });
        const pass = async (): Promise<void> => {
          for await (const result of stream) if (isResult(result)) observer.next(result);
          observer.complete();
        };
        pass().catch((error: unknown) => observer.error(error));
        return () => abort.abort();
      }),
  );
}

function isResult(value: unknown): value is ApolloLink.Result {
  return typeof value === 'object' && value !== null && ('data' in value || 'errors' in value);
}
