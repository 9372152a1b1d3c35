// Put between the cache and the exchanges that send: every request carries the highest token seen, no answer takes the
// cache back, and subscriptions go on where they were cut off, whatever exchange carries them.
import {
  composeExchanges,
  makeOperation,
  type Exchange,
  type Operation,
  type OperationResult,
} from '@urql/core';
import { filter, makeSubject, map, merge, pipe } from 'wonka';
import { lossOf } from '../core/loss.ts';
import type { RunnableOperation } from '../core/operation.ts';
import { runOperation } from '../core/run-operation.ts';
import { createSession, type Session } from '../core/session.ts';
import { watchResponses } from './watch-responses.ts';

export interface ConsistencyExchangeOptions {
  /** The cache above it, which is to be given here where it is Graphcache, instead of in the list of exchanges. */
  readonly cache?: Exchange | undefined;
  /** One of its own if omitted; to be shared by clients that shall see each other's writes. */
  readonly session?: Session | undefined;
  /** Subscriptions are cut off, or go on. */
  readonly onConnection?: ((state: 'live' | 'lost') => void) | undefined;
}

export function consistencyExchange(options: ConsistencyExchangeOptions = {}): Exchange {
  const { cache, session = createSession(), onConnection } = options;
  const below = carry(session, onConnection);
  return cache ? composeExchanges([guard(session), cache, below]) : below;
}

/**
 * Graphcache keeps the answers of operations in layers until all that were asked before are answered, and moves the old
 * layer of a query to the top when it is asked again: then it shows for a moment what was before.
 */
const guard =
  (session: Session): Exchange =>
  ({ forward }) =>
  (operations) =>
    pipe(
      forward(operations),
      map((result) => {
        const { query, variables = {} } = result.operation;
        const data = structuredClone(result.data);
        return session.correct(query, variables, data).older ? { ...result, data } : result;
      }),
    );

interface Run {
  take(result: OperationResult): void;
  end(): void;
}

const carry =
  (session: Session, onConnection: ConsistencyExchangeOptions['onConnection']): Exchange =>
  ({ forward }) =>
  (operations) => {
    const sent = makeSubject<Operation>();
    const answered = makeSubject<OperationResult>();
    const runs = new Map<number, Run>();

    const start = (operation: Operation, kind: RunnableOperation['kind']): void => {
      const run: Run = { take: () => {}, end: () => {} };
      runs.set(operation.key, run);
      let last: OperationResult | undefined;
      run.end = runOperation<OperationResult>(
        { kind, query: operation.query, variables: operation.variables ?? {} },
        {
          session,
          lossOf,
          onConnection,
          send: ({ token, extensions }, sink) => {
            const watched = watchResponses(operation, token);
            run.take = (result) => {
              last = result;
              if (kind === 'subscription' && isEnd(result)) {
                sink.error(result.error?.response ?? result.error?.networkError);
              } else sink.next(result, watched.token());
            };
            const request = { ...operation, extensions: { ...operation.extensions, ...extensions } };
            sent.next(makeOperation(kind, request, { ...operation.context, ...watched.context }));
            return () => sent.next(makeOperation('teardown', operation, operation.context));
          },
        },
        {
          next: (result) => {
            if (kind !== 'subscription') runs.delete(operation.key);
            answered.next({ ...result, operation });
          },
          error: () => last && answered.next({ ...last, operation }),
          complete: () => {},
        },
      );
    };

    // What is asked does not come out as an answer.
    const asks = pipe(
      operations,
      filter((operation): operation is never => {
        runs.get(operation.key)?.end();
        if (operation.kind !== 'teardown') start(operation, operation.kind);
        else if (!runs.delete(operation.key)) sent.next(operation);
        return false;
      }),
    );
    const answers = pipe(
      forward(sent.source),
      filter((result) => {
        const run = runs.get(result.operation.key);
        run?.take(result);
        return !run;
      }),
    );
    return merge([answers, asks, answered.source]);
  };

/** urql says the same of a stream that was cut off and of one that is complete; the server completes none. */
function isEnd({ error, hasNext }: OperationResult): boolean {
  return error ? error.networkError !== undefined : !hasNext;
}
