// A stream of updates that ends with its client: when the client has gone or the server stops, the source is released
// at once, even while it is being waited for.
import type { RequestContext } from '../context.ts';
import { reportError } from '../report-errors.ts';

type Request = Pick<RequestContext, 'allowance' | 'connection' | 'logger' | 'correlationId'>;

/**
 * After the end `next` stays pending: whoever asked has no one left to tell, and a server that stops must not tell its
 * clients that the subscription is complete, or they would not come back. What the source throws comes out reported,
 * and is the last that comes out. Throws if its caller may follow no more.
 * @param show makes of each update what is told.
 */
export function endWithConnection<Update, Told>(
  source: AsyncIterableIterator<Update>,
  request: Request,
  show: (update: Update) => Told,
): AsyncIterableIterator<Told> {
  return new ConnectedStream(source, request, show);
}

/** A class, because a closure for each of its parts is several times as large, and thousands may wait. */
class ConnectedStream<Update, Told> implements AsyncIterableIterator<Told> {
  readonly #source: AsyncIterator<Update>;
  readonly #request: Request;
  readonly #show: (update: Update) => Told;
  readonly #giveBack: () => void;
  readonly #stopListening: () => void;
  #ended = false;
  #broken = false;

  constructor(source: AsyncIterator<Update>, request: Request, show: (update: Update) => Told) {
    this.#source = source;
    this.#request = request;
    this.#show = show;
    this.#giveBack = followed(source, request);
    this.#stopListening = request.connection.onEnd(() => {
      this.#ended = true;
      void this.#release();
    });
  }

  async next(): Promise<IteratorResult<Told>> {
    if (this.#broken) return OVER;
    try {
      const { done, value } = await this.#source.next();
      if (this.#ended) return await forever();
      if (done !== true) return { done: false, value: this.#show(value) };
      this.#stopListening();
      this.#giveBack();
      return OVER;
    } catch (error) {
      if (this.#ended) return forever();
      this.#broken = true;
      this.#stopListening();
      void this.#release();
      throw reportError(error, this.#request);
    }
  }

  async return(): Promise<IteratorResult<Told>> {
    this.#stopListening();
    await this.#release();
    return OVER;
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  async #release(): Promise<void> {
    this.#giveBack();
    try {
      await this.#source.return?.();
    } catch (error) {
      reportError(error, this.#request);
    }
  }
}

const OVER: IteratorReturnResult<undefined> = { done: true, value: undefined };

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
