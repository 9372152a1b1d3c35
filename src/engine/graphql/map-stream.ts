// A stream made of another one, value by value. `return` and `throw` reach the source at once, also while somebody waits
// for its next value, which those of an async generator would not.

export function mapStream<From, To>(
  source: AsyncIterable<From>,
  change: (value: From) => Promise<To> | To,
): AsyncGenerator<To, undefined, undefined> {
  const from = source[Symbol.asyncIterator]();
  const end = async (): Promise<IteratorResult<To, undefined>> => {
    await from.return?.();
    return { done: true, value: undefined };
  };
  const stream: AsyncGenerator<To, undefined, undefined> = {
    next: async () => {
      const result = await from.next();
      if (result.done) return { done: true, value: undefined };
      try {
        return { done: false, value: await change(result.value) };
      } catch (error) {
        await end();
        throw error;
      }
    },
    return: end,
    throw: async (error) => {
      await end();
      throw error;
    },
    [Symbol.asyncIterator]: () => stream,
    [Symbol.asyncDispose]: async () => {
      await end();
    },
  };
  return stream;
}
