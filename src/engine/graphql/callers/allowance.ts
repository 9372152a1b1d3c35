// The share of one request in what its caller has: the cost of its operation, streams that it follows.
import { GraphQLError } from 'graphql';
import { isRecord } from '../is-record.ts';
import type { Caps } from './caps.ts';
import type { Rate, TokenBuckets } from './token-buckets.ts';

export interface Shares {
  /** Operations take as much as they like if omitted. */
  readonly buckets?: { readonly rate: Rate; readonly of: TokenBuckets } | undefined;
  /** What a subscription takes: of those on the same kind of connection, or of all. */
  readonly followed: readonly Caps[];
  /** Reads that wait for their read models. */
  readonly waits: Caps;
}

export class Allowance {
  readonly #shares: Shares | undefined;
  readonly #caller: string | undefined;
  #cost = 0;
  #isAsked = false;

  /** @param caller undefined where nobody can be told from anybody else. */
  constructor(shares?: Shares, caller?: string) {
    this.#shares = shares;
    this.#caller = caller;
  }

  /** Whether the client wants to know the cost: the request's `extensions` say `cost: true`. */
  get isCostWanted(): boolean {
    return this.#isAsked;
  }

  receive(extensions: unknown): void {
    if (isRecord(extensions) && extensions['cost'] === true) this.#isAsked = true;
  }

  /** Throws RATE_LIMITED. */
  readonly spend = (cost: number): void => {
    this.#cost += cost;
    const buckets = this.#shares?.buckets;
    if (buckets === undefined || this.#caller === undefined) return;
    const waitMs = buckets.of.take(this.#caller, cost);
    if (waitMs !== undefined) throw rateLimited(waitMs, { cost: this.#cost, ...buckets.rate });
  };

  /** A subscription begins. Throws RATE_LIMITED or OVERLOADED. @returns to be called when it is over. */
  follow(): () => void {
    const given: (() => void)[] = [];
    const giveBack = (): void => given.splice(0).forEach((give) => give());
    for (const caps of this.#shares?.followed ?? []) {
      const taken = caps.take(this.#caller);
      if (typeof taken === 'function') given.push(taken);
      else {
        giveBack();
        throw taken === 'caller' ? tooMany() : overloaded();
      }
    }
    return giveBack;
  }

  /** A read begins to wait. @returns to be called when it does not any more; undefined if it may not. */
  readonly wait = (): (() => void) | undefined => {
    const taken = this.#shares?.waits.take(this.#caller) ?? (() => {});
    return typeof taken === 'function' ? taken : undefined;
  };

  /** For the answer's `extensions`; undefined if nobody asks. */
  cost(): Readonly<Record<string, number>> | undefined {
    if (!this.#isAsked) return undefined;
    const buckets = this.#caller === undefined ? undefined : this.#shares?.buckets;
    const left = buckets && { left: buckets.of.left(this.#caller ?? ''), ...buckets.rate };
    return { operation: this.#cost, ...left };
  }
}

const RETRY_AFTER_MS = 1_000;

function rateLimited(waitMs: number, facts: Readonly<Record<string, number>>): GraphQLError {
  const message =
    'This caller has asked for more than it may at present. Ask again later, for less, or less often.';
  const extensions = { code: 'RATE_LIMITED', ...facts, retryAfterMs: Math.ceil(waitMs) };
  return new GraphQLError(message, { extensions });
}

const tooMany = (): GraphQLError =>
  new GraphQLError('This caller follows as many subscriptions as it may.', {
    extensions: { code: 'RATE_LIMITED', retryAfterMs: RETRY_AFTER_MS },
  });

const overloaded = (): GraphQLError =>
  new GraphQLError('This process serves as many subscriptions as it can.', {
    extensions: { code: 'OVERLOADED', retryAfterMs: RETRY_AFTER_MS },
  });
