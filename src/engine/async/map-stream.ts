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
export const streamOf = <Value>(
  next: () => Promise<IteratorResult<Value, undefined>>,
  end: () => Promise<void>,
): AsyncGenerator<Value, undefined, undefined> => new EndedStream(next, end);

/** A class, because thousands may wait: what is the same for all is kept once. */
class EndedStream<Value> implements AsyncGenerator<Value, undefined, undefined> {
  readonly next: () => Promise<IteratorResult<Value, undefined>>;
  readonly #end: () => Promise<void>;

  constructor(next: () => Promise<IteratorResult<Value, undefined>>, end: () => Promise<void>) {
    this.next = next;
    this.#end = end;
  }

  async return(): Promise<IteratorResult<Value, undefined>> {
    await this.#end();
    return { done: true, value: undefined };
  }

  async throw(error: unknown): Promise<IteratorResult<Value, undefined>> {
    await this.#end();
    throw error;
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.#end();
  }
}
