// An async iterator that is woken instead of being pushed into: nothing is made before it is asked for. `return` and
// `throw` end it at once, also while somebody waits for the next value, which those of an async generator would not.

interface Caller<Value> {
  readonly resolve: (result: IteratorResult<Value, undefined>) => void;
  readonly reject: (error: unknown) => void;
}

interface PulledStreamOptions<Value> {
  /** The next value, or nothing for now. Not called again before it has answered. */
  readonly pull: () => Promise<Value | undefined>;
  /** Called once, at the very moment of the end. */
  readonly onEnd: () => void;
}

export class PulledStream<Value> implements AsyncIterableIterator<Value, undefined> {
  readonly #options: PulledStreamOptions<Value>;
  readonly #callers: Caller<Value>[] = [];
  #ended = false;
  #failure: { readonly error: unknown } | undefined;
  #pulling = false;
  #woken = true;

  constructor(options: PulledStreamOptions<Value>) {
    this.#options = options;
  }

  /** There may be something to pull. */
  wake(): void {
    this.#woken = true;
    void this.#serve();
  }

  /** Whoever waits or asks next gets the error; after that the stream is at its end. */
  fail(error: unknown): void {
    this.#finish({ error });
  }

  end(): void {
    this.#finish(undefined);
  }

  next(): Promise<IteratorResult<Value, undefined>> {
    return new Promise((resolve, reject) => {
      this.#callers.push({ resolve, reject });
      if (this.#ended) this.#dismissCallers();
      else this.wake();
    });
  }

  return(): Promise<IteratorResult<Value, undefined>> {
    this.end();
    return Promise.resolve({ done: true, value: undefined });
  }

  throw(error: unknown): Promise<IteratorResult<Value, undefined>> {
    this.end();
    return Promise.reject(error);
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  async #serve(): Promise<void> {
    if (this.#pulling) return;
    this.#pulling = true;
    try {
      while (this.#woken && this.#callers.length > 0) {
        this.#woken = false;
        const value = await this.#options.pull();
        if (value === undefined) continue;
        this.#woken = true;
        this.#callers.shift()?.resolve({ done: false, value });
      }
    } catch (error) {
      this.fail(error);
    } finally {
      this.#pulling = false;
    }
  }

  #finish(failure: { readonly error: unknown } | undefined): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#failure = failure;
    this.#options.onEnd();
    this.#dismissCallers();
  }

  #dismissCallers(): void {
    for (const { resolve, reject } of this.#callers.splice(0)) {
      const failure = this.#failure;
      this.#failure = undefined;
      if (failure) reject(failure.error);
      else resolve({ done: true, value: undefined });
    }
  }
}
