// Put above Graphcache, which keeps the answers of operations in layers until all that were asked before are answered, and
// moves the old layer of a query to the top when it is asked again: then it shows for a moment what was before. An entry of
// its own, because who has another cache does not need it.
import type { Exchange, Operation, OperationResult } from '@urql/core';
import { map, pipe } from 'wonka';
import type { Session } from '../core/session.ts';
import { askForTypes, copied, hideTypes } from './hidden-types.ts';

export interface GuardExchangeOptions {
  /** That of the exchange below the cache. */
  readonly session: Session;
}

export function guardExchange({ session }: GuardExchangeOptions): Exchange {
  const ask = (operation: Operation): Operation => {
    // Graphcache asks again with what it was given.
    const { asked = operation.query } = operation.context;
    return { ...operation, query: askForTypes(asked), context: { ...operation.context, asked } };
  };
  const correct = (result: OperationResult): OperationResult => {
    const { asked = result.operation.query, ...context } = result.operation.context;
    const operation = { ...result.operation, query: asked, context };
    hideTypes(result.data);
    const copy = copied(result.data);
    const question = { query: askForTypes(asked), variables: operation.variables ?? {} };
    const { older } = session.correct(question, copy);
    return { ...result, operation, data: older ? copy : result.data };
  };
  return ({ forward }) =>
    (operations) =>
      pipe(operations, map(ask), forward, map(correct));
}
