// The cost of an operation in the `extensions` of its answer, for a client that asks.
import type { ExecutionResult } from 'graphql';
import type { RequestContext } from '../context.ts';

export function withCost(
  result: ExecutionResult,
  { allowance }: Pick<RequestContext, 'allowance'>,
): ExecutionResult {
  const cost = allowance.cost();
  return cost === undefined ? result : { ...result, extensions: { ...result.extensions, cost } };
}
