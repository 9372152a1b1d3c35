// A stream of updates that ends with its client: when the client has gone or the server stops, the source is released
// at once, even while it is being waited for.
import type { RequestContext } from '../context.ts';
import { reportError } from '../report-errors.ts';

type Request = Pick<RequestContext, 'allowance' | 'connection' | 'logger' | 'correlationId'>;

/**
 * After the end `next` stays pending: whoever asked has no one left to tell, and a server that stops must not tell its
 * clients that the subscription is complete, or they would not come back. What the source throws comes out reported,
 * and is the last that comes out. Throws if its caller may follow no more.
 */
export function endWithConnection<Update>(
  source: AsyncIterableIterator<Update>,
  request: Request,
): AsyncIterableIterator<Update> {
  const giveBack = followed(source, request);
  const release = async (): Promise<void> => {
    giveBack();
    try {
      await source.return?.();
    } catch (error) {
      reportError(error, request);
    }
  };
  let ended = false;
  let broken = false;
  const stopListening = request.connection.onEnd(() => {
    ended = true;
    void release();
  });
  const next = async (): Promise<IteratorResult<Update>> => {
    if (broken) return { done: true, value: undefined };
    try {
      const result = await source.next();
      if (result.done && !ended) {
        stopListening();
        giveBack();
      }
      return ended ? await forever() : result;
    } catch (error) {
      if (ended) return forever();
      broken = true;
      stopListening();
      void release();
      throw reportError(error, request);
    }
  };
  return {
    next,
    return: async () => {
      stopListening();
      await release();
      return { done: true, value: undefined };
    },
    [Symbol.asyncIterator]() {
      return this;
    },
  };
}

function followed(source: AsyncIterator<unknown>, { allowance }: Request): () => void {
  try {
    return allowance.follow();
  } catch (error) {
    void source.return?.();
    throw error;
  }
}

function forever(): Promise<never> {
  return new Promise(() => {});
}
