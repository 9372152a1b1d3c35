// The clock of a server compared with this machine's: ages, leases and the ends of tokens are told by both.
import { about, type Finding } from '../../model/findings.ts';

const MOST_MS = 1000;

/** @param aheadMs below zero if it is behind; undefined if it does not say. */
export function clockFinding(server: string, aheadMs: number | undefined): Finding {
  const clock = about(`${server} clock`);
  if (aheadMs === undefined || Number.isNaN(aheadMs)) {
    return clock.warn('it does not say what time it is: let this user run TIME.');
  }
  const skew = `${Math.abs(aheadMs)} ms ${aheadMs < 0 ? 'behind' : 'ahead of'} this machine`;
  if (Math.abs(aheadMs) <= MOST_MS) return clock.ok(skew);
  return clock.warn(
    `${skew}: ages in status and metrics, and the ends of tokens, are wrong by that. Let both take the time ` +
      'from the same place (NTP, chrony).',
  );
}
