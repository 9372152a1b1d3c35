// A stream of results that ends with the token of its caller: the last one says why.
import { GraphQLError } from 'graphql';
import type { Caller } from '../../model/caller.ts';
import { streamOf } from '../../async/map-stream.ts';
import { whenTokenEnds } from '../when-token-ends.ts';

type Results<Result> = AsyncGenerator<Result, undefined, undefined>;

/**
 * @param last what says that the token is not valid any more.
 */
export function endWithToken<Result>(
  results: Results<Result>,
  caller: Pick<Caller, 'expiresAt' | 'onRevoked'>,
  last: () => Result,
): Results<Result> {
  if (caller.expiresAt === undefined && caller.onRevoked === undefined) return results;
  let callOff = (): void => {};
  let isOver = false;
  const expiry = new Promise<IteratorResult<Result, undefined>>((resolve) => {
    callOff = whenTokenEnds(caller, () => resolve({ done: false, value: last() })) ?? callOff;
  });
  const over = { done: true, value: undefined } as const;
  const end = async (): Promise<void> => {
    isOver = true;
    callOff();
    await results.return(undefined);
  };
  const next = async (): Promise<IteratorResult<Result, undefined>> => {
    if (isOver) return over;
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

export function tokenExpired(): GraphQLError {
  const message = 'The token has expired or was revoked: come back with a new one.';
  return new GraphQLError(message, { extensions: { code: 'UNAUTHENTICATED' } });
}
