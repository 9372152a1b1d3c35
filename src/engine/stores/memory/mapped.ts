// A map over an async iterator.

export function mapped<From, To>(
  source: AsyncIterableIterator<From>,
  to: (value: From) => To,
): AsyncIterableIterator<To> {
  return {
    next: async () => {
      const result = await source.next();
      return result.done ? { done: true, value: undefined } : { done: false, value: to(result.value) };
    },
    return: async () => {
      await source.return?.();
      return { done: true, value: undefined };
    },
    [Symbol.asyncIterator]() {
      return this;
    },
  };
}
