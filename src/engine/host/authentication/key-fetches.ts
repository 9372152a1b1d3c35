// Fetches of the keys that sign tokens: one at a time, each with a time limit, pauses after those that fail, and one line
// in the log for each outage.
import { createLocalJWKSet, type JWTVerifyGetKey } from 'jose';
import { z } from 'zod';
import type { Logger } from '../../model/logger.ts';
import { maskPassword } from '../mask-password.ts';

/** What the first fetch may take, and what one may take in the end: each that was too slow gives the next twice as long. */
const LIMIT_MS = { first: 2_500, most: 10_000 };
/** The pause after a failure: twice as long each time, up to the longest; callers wait for the shorter one. */
const PAUSE_MS = { first: 1_000, ofCallers: 2_000, most: 30_000 };

interface KeyFetchesOptions {
  readonly url: string;
  readonly logger: Logger;
  readonly take: (keys: JWTVerifyGetKey) => void;
}

export class KeyFetches {
  /** When the last one was begun. */
  begunAt = -Infinity;
  readonly #options: KeyFetchesOptions;
  readonly #closing = new AbortController();
  #failures = 0;
  #timeouts = 0;
  #endedAt = -Infinity;
  #running: Promise<void> | undefined;
  #again: NodeJS.Timeout | undefined;

  constructor(options: KeyFetchesOptions) {
    this.#options = options;
  }

  get isRunning(): boolean {
    return this.#running !== undefined;
  }

  /** Of the last one that has ended. */
  get hasFailed(): boolean {
    return this.#failures > 0;
  }

  /** From when on a caller may begin another one. */
  get pausedUntil(): number {
    return this.hasFailed ? this.#endedAt + this.#pause(PAUSE_MS.ofCallers) : -Infinity;
  }

  /** Joins the one that is under way, if any. Never rejects. */
  begin(): Promise<void> {
    clearTimeout(this.#again);
    this.#running ??= this.#run().finally(() => {
      this.#running = undefined;
    });
    return this.#running;
  }

  close(): void {
    this.#closing.abort();
    clearTimeout(this.#again);
  }

  async #run(): Promise<void> {
    const { url, logger, take } = this.#options;
    this.begunAt = Date.now();
    const limit = AbortSignal.timeout(Math.min(LIMIT_MS.first * 2 ** this.#timeouts, LIMIT_MS.most));
    try {
      take(await fetchKeys(url, AbortSignal.any([limit, this.#closing.signal])));
      if (this.hasFailed)
        logger.info({ url: maskPassword(url) }, 'The keys that sign tokens can be fetched again');
      this.#failures = 0;
      this.#timeouts = 0;
    } catch (error) {
      if (!this.#closing.signal.aborted) this.#fail(error);
    } finally {
      this.#endedAt = Date.now();
    }
  }

  #fail(err: unknown): void {
    const { url, logger } = this.#options;
    if (!this.hasFailed) {
      const message = 'The keys that sign tokens can not be fetched; the last ones, if any, are used on';
      logger.warn({ err, url: maskPassword(url) }, message);
    }
    this.#failures += 1;
    if (err instanceof Error && err.name === 'TimeoutError') this.#timeouts += 1;
    this.#again = setTimeout(() => void this.begin(), this.#pause(PAUSE_MS.most)).unref();
  }

  #pause(mostMs: number): number {
    return Math.min(PAUSE_MS.first * 2 ** (this.#failures - 1), mostMs);
  }
}

/** https://www.rfc-editor.org/rfc/rfc7517#section-5. A set of no keys is a fault of the issuer, not the end of all keys. */
const KeySetText = z.object({ keys: z.array(z.looseObject({ kty: z.string() })).min(1) });

async function fetchKeys(url: string, signal: AbortSignal): Promise<JWTVerifyGetKey> {
  const accept = 'application/jwk-set+json, application/json';
  const response = await fetch(url, { signal, headers: { accept } });
  if (!response.ok) throw new Error(`The address of the keys answered ${response.status}`);
  const body: unknown = await response.json();
  const { data, success } = KeySetText.safeParse(body);
  if (!success) throw new Error('The address of the keys answered with something else');
  return createLocalJWKSet(data);
}
