// Put between the cache and the exchanges that send: every request carries the highest token seen, no answer takes the
// cache back, and subscriptions go on where they were cut off, whatever exchange carries them.
import {
  formatDocument,
  makeOperation,
  type Exchange,
  type Operation,
  type OperationResult,
} from '@urql/core';
import { filter, makeSubject, merge, pipe } from 'wonka';
import { fieldsOf, type Field } from '../core/fields.ts';
import { lossOf } from '../core/loss.ts';
import type { OnConnection, RunnableOperation } from '../core/operation.ts';
import { isPlain } from '../core/plain.ts';
import { runOperation } from '../core/run-operation.ts';
import { createSession, type Session } from '../core/session.ts';
import { watchResponses } from './watch-responses.ts';

export interface ConsistencyExchangeOptions {
  /** One of its own if omitted; to be shared by clients that shall see each other's writes. */
  readonly session?: Session | undefined;
  readonly onConnection?: OnConnection | undefined;
}

const TYPE = '__typename';

interface Run {
  take(result: OperationResult): void;
  end(): void;
}

export const consistencyExchange =
  ({ session = createSession(), onConnection }: ConsistencyExchangeOptions = {}): Exchange =>
  ({ forward }) =>
  (operations) => {
    const sent = makeSubject<Operation>();
    const answered = makeSubject<OperationResult>();
    const runs = new Map<number, Run>();

    const start = (operation: Operation, kind: RunnableOperation['kind']): void => {
      const run: Run = { take: () => {}, end: () => {} };
      runs.set(operation.key, run);
      let last: OperationResult | undefined;
      const variables = operation.variables ?? {};
      // With the types, which tell entities apart; shown where somebody asked for them, be it the cache.
      // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- What is optional may be undefined for urql.
      const query = formatDocument(operation.query) as typeof operation.query;
      run.end = runOperation<OperationResult>(
        { kind, query, variables },
        {
          session,
          lossOf,
          onConnection,
          send: ({ token, extensions }, sink) => {
            const watched = watchResponses(operation, token, sink.open);
            run.take = (result) => {
              last = result;
              const { error, hasNext } = result;
              // urql says the same of a stream that was cut off and of one that is complete; the server completes none.
              if (kind === 'subscription' && (error ? error.networkError : !hasNext)) {
                sink.error(error?.response ?? error?.networkError);
              } else sink.next(result, watched.token());
            };
            const request = { ...operation, query, extensions: { ...operation.extensions, ...extensions } };
            sent.next(makeOperation(kind, request, { ...operation.context, ...watched.context }));
            return () => sent.next(makeOperation('teardown', operation, operation.context));
          },
        },
        {
          next: (result) => {
            if (kind !== 'subscription') runs.delete(operation.key);
            hideTypes(fieldsOf({ query: operation.query, variables }), result.data);
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

function hideTypes(fields: readonly Field[], value: unknown): void {
  if (Array.isArray(value)) return value.forEach((item) => hideTypes(fields, item));
  if (!isPlain(value)) return;
  if (!fields.some(({ name }) => name === TYPE)) delete value[TYPE];
  for (const field of fields) hideTypes(field.fields, value[field.name]);
}
