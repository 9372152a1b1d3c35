// A stream of results that ends with the token of its caller: the last one says why.
import { GraphQLError, type ExecutionResult } from 'graphql';
import { atTime } from '../../async/at-time.ts';
import { streamOf } from '../../async/map-stream.ts';

type Results = AsyncGenerator<ExecutionResult, undefined, undefined>;

/** @param expiresAt in milliseconds since 1970. */
export function endWithToken(results: Results, expiresAt: number | undefined): Results {
  if (expiresAt === undefined) return results;
  let callOff = (): void => {};
  let isOver = false;
  const expiry = new Promise<IteratorResult<ExecutionResult, undefined>>((resolve) => {
    callOff = atTime(expiresAt, () => resolve({ done: false, value: { errors: [expired()] } }));
  });
  const last = { done: true, value: undefined } as const;
  const end = async (): Promise<void> => {
    isOver = true;
    callOff();
    await results.return(undefined);
  };
  const next = async (): Promise<IteratorResult<ExecutionResult, undefined>> => {
    if (isOver) return last;
    const coming = results.next();
    const result = await Promise.race([coming, expiry.then((final) => ({ final }))]);
    if (!('final' in result)) {
      if (result.done) callOff();
      return result;
    }
    // Nobody waits for what would have been next, nor for the end of it.
    coming.catch(() => {});
    end().catch(() => {});
    return result.final;
  };
  return streamOf(next, end);
}

function expired(): GraphQLError {
  const message = 'The token has expired: come back with a new one.';
  return new GraphQLError(message, { extensions: { code: 'UNAUTHENTICATED' } });
}
