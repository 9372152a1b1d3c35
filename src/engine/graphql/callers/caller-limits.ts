// Limits of each caller in this process: cost, and what is open. Nothing is asked of other processes, so no request
// waits for it.
import { STRANGER, type Caller } from '../../model/caller.ts';
import { LIMITS } from '../../model/limits.ts';
import { addressOf, type Addressed } from './address-of.ts';
import { Allowance } from './allowance.ts';
import { createCaps } from './caps.ts';
import { tokenBuckets, type Rate } from './token-buckets.ts';

export interface CallerLimitsOptions {
  /** Cost per second of each caller; as much as it likes if omitted. */
  readonly rate?: Rate | undefined;
  /** Proxies in front, of which each adds an address to `x-forwarded-for`. */
  readonly trustedProxies?: number | undefined;
}

export type Transport = 'http' | 'socket';

export interface CallerLimits {
  /** @param over subscriptions over HTTP take a connection each. */
  allowanceOf(request: Addressed, caller: Caller, over: Transport): Allowance;
  /** One more WebSocket. @returns how it is given back; undefined if there are enough. */
  admitSocket(request: Addressed, caller: Caller): (() => void) | undefined;
}

export function createCallerLimits({ rate, trustedProxies = 0 }: CallerLimitsOptions): CallerLimits {
  const buckets = rate && { rate, of: tokenBuckets(rate) };
  const waits = createCaps(LIMITS.waitingReads);
  const streams = createCaps(LIMITS.streams);
  const subscriptions = createCaps(LIMITS.subscriptions);
  const shares = {
    http: { buckets, waits, followed: [streams, subscriptions] },
    socket: { buckets, waits, followed: [subscriptions] },
  };
  const sockets = createCaps(LIMITS.sockets);
  const nameOf = (request: Addressed, caller: Caller): string | undefined => {
    // Without authentication all callers are the same one, and their own masters.
    if (caller.isTrusted) return undefined;
    return caller.principal === STRANGER.principal
      ? `address ${addressOf(request, trustedProxies)}`
      : caller.principal;
  };
  return {
    allowanceOf: (request, caller, over) => new Allowance(shares[over], nameOf(request, caller)),
    admitSocket: (request, caller) => {
      const taken = sockets.take(nameOf(request, caller));
      return typeof taken === 'function' ? taken : undefined;
    },
  };
}
