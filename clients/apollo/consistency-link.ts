// Put before the links that send: every request carries the highest token seen, no answer takes the cache back, and
// subscriptions go on where they were cut off, whatever link carries them.
import { ApolloLink, Observable } from '@apollo/client';
import { lossOf } from '../core/loss.ts';
import type { OnConnection } from '../core/operation.ts';
import { runOperation } from '../core/run-operation.ts';
import { createSession, type Session } from '../core/session.ts';

export interface ConsistencyLinkOptions {
  /** One of its own if omitted; to be shared by clients that shall see each other's writes. */
  readonly session?: Session | undefined;
  readonly onConnection?: OnConnection | undefined;
}

export function consistencyLink({ session = createSession(), onConnection }: ConsistencyLinkOptions = {}) {
  return new ApolloLink((operation, forward) => {
    const { operationType: kind, query, variables, extensions: ownExtensions } = operation;
    const ownHeaders: object | undefined = operation.getContext()['headers'];
    return new Observable<ApolloLink.Result>((observer) =>
      runOperation<ApolloLink.Result>(
        { kind, query, variables },
        {
          session,
          lossOf,
          onConnection,
          send: ({ token, extensions }, sink) => {
            const isStream = kind === 'subscription';
            Object.assign(operation.extensions, ownExtensions, extensions);
            // Not those of the last attempt, whose token may be of another store.
            operation.setContext({
              headers: { ...ownHeaders, ...(token === undefined ? {} : { 'consistency-token': token }) },
              // For the link that sends it.
              onOpen: sink.open,
            });
            const sending = forward(operation).subscribe({
              next: (result) => sink.next(result, isStream ? undefined : tokenOf(operation)),
              error: sink.error,
              complete: sink.complete,
            });
            return () => sending.unsubscribe();
          },
        },
        observer,
      ),
    );
  });
}

/** Apollo's links leave the response of HTTP in the context. */
function tokenOf(operation: ApolloLink.Operation): string | null {
  const context: object = operation.getContext();
  return 'response' in context && hasHeaders(context.response)
    ? context.response.headers.get('consistency-token')
    : null;
}

function hasHeaders(value: unknown): value is Pick<Response, 'headers'> {
  return typeof value === 'object' && value !== null && 'headers' in value;
}
