// Subscriptions over Server-Sent Events, which Apollo's own links don't speak. One attempt each: what is cut off is an
// error, which `consistencyLink` takes for a reason to go on.
import { ApolloLink, Observable } from '@apollo/client';
import { print } from '@apollo/client/utilities';
import { readEventStream } from '../core/event-stream.ts';

type Headers = Readonly<Record<string, string>>;

export interface EventStreamLinkOptions {
  /** Of the GraphQL server. */
  readonly url: string;
  /** Asked for with every connection, so that a new access token is sent; it may be fetched first. */
  readonly headers?: (() => Headers | Promise<Headers>) | undefined;
  readonly fetch?: typeof fetch | undefined;
}

export function eventStreamLink({ url, headers, fetch = globalThis.fetch }: EventStreamLinkOptions) {
  return new ApolloLink(
    ({ query, variables, operationName, extensions, getContext }) =>
      new Observable<ApolloLink.Result>((observer) => {
        const abort = new AbortController();
        const { headers: fromContext, onOpen } = getContext();
        const body = { query: print(query), variables, operationName, extensions };
        const pass = async (): Promise<void> => {
          const all = { ...fromContext, ...(await headers?.()) };
          const stream = readEventStream({ url, headers: all, body, fetch, onOpen, signal: abort.signal });
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
