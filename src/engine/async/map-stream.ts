// A stream made of another one, value by value. `return` and `throw` reach the source at once, also while somebody waits
// for its next value, which those of an async generator would not.

export function mapStream<From, To>(
  source: AsyncIterable<From>,
  change: (value: From) => Promise<To> | To,
): AsyncGenerator<To, undefined, undefined> {
  const from = source[Symbol.asyncIterator]();
  const end = async (): Promise<void> => {
    await from.return?.();
  };
  const next = async (): Promise<IteratorResult<To, undefined>> => {
    const result = await from.next();
    if (result.done) return { done: true, value: undefined };
    try {
      return { done: false, value: await change(result.value) };
    } catch (error) {
      await end();
      throw error;
    }
  };
  return streamOf(next, end);
}

/** A stream that is ended in one way, whether it is returned, thrown into or disposed of. */
export function streamOf<Value>(
  next: () => Promise<IteratorResult<Value, undefined>>,
  end: () => Promise<void>,
): AsyncGenerator<Value, undefined, undefined> {
  const stream: AsyncGenerator<Value, undefined, undefined> = {
    next,
    return: async () => {
      await end();
      return { done: true, value: undefined };
    },
    throw: async (error) => {
      await end();
      throw error;
    },
    [Symbol.asyncIterator]: () => stream,
    [Symbol.asyncDispose]: end,
  };
  return stream;
}
