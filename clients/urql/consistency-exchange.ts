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
import type { RunnableOperation, Sink } from '../core/operation.ts';
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

type Options = ConsistencyExchangeOptions & { readonly session: Session };

export function consistencyExchange(options: ConsistencyExchangeOptions = {}): Exchange {
  const { cache, session = createSession() } = options;
  const below = carry({ ...options, session });
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
        return session.correct(query, variables, data) ? { ...result, data } : result;
      }),
    );

interface Run {
  take(result: OperationResult): void;
  end(): void;
}

const carry =
  ({ session, onConnection }: Options): Exchange =>
  ({ forward }) =>
  (operations) => {
    const sent = makeSubject<Operation>();
    const answered = makeSubject<OperationResult>();
    const runs = new Map<number, Run>();

    const start = (operation: Operation, kind: RunnableOperation['kind']): void => {
      runs.get(operation.key)?.end();
      let current: { readonly sink: Sink<OperationResult>; readonly token: () => string | null } | undefined;
      const end = runOperation<OperationResult>(
        { kind, query: operation.query, variables: operation.variables ?? {} },
        {
          session,
          lossOf,
          onConnection,
          send: ({ token, extensions }, sink) => {
            const watched = watchResponses(operation, token);
            current = { sink, token: watched.token };
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
          error: (error) => {
            if (isEnded(error)) answered.next({ ...error.carried, operation });
          },
          complete: () => {},
        },
      );
      runs.set(operation.key, {
        end,
        take: (result) => current && passOn(result, kind, current),
      });
    };

    // What is asked does not come out as an answer.
    const asks = pipe(
      operations,
      filter((operation): operation is never => {
        const run = runs.get(operation.key);
        if (operation.kind !== 'teardown') start(operation, operation.kind);
        else {
          runs.delete(operation.key);
          if (run) run.end();
          else sent.next(operation);
        }
        return false;
      }),
    );
    const answers = pipe(
      forward(sent.source),
      filter((result) => {
        const run = runs.get(result.operation.key);
        run?.take(result);
        return run === undefined;
      }),
    );
    return merge([answers, asks, answered.source]);
  };

/** How a subscription ended. */
interface Ended {
  readonly carried: OperationResult;
}

function isEnded(value: unknown): value is Ended {
  return typeof value === 'object' && value !== null && 'carried' in value;
}

function passOn(
  carried: OperationResult,
  kind: RunnableOperation['kind'],
  { sink, token }: { readonly sink: Sink<OperationResult>; readonly token: () => string | null },
): void {
  const { error, hasNext } = carried;
  if (kind === 'subscription' && (error?.networkError || !(hasNext || error))) {
    // urql says the same of a stream that was cut off and of one that is complete; the server completes none.
    const { lost } = lossOf(error?.networkError && (error.response ?? error.networkError));
    return sink.error({ lost, carried });
  }
  sink.next(carried, token());
}
