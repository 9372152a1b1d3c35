// The end of a caller's token: its time is over, or it is revoked before.
import { atTime } from '../async/at-time.ts';
import type { Caller } from '../model/caller.ts';

/** @returns calls it off; undefined for a caller whose token never ends. */
export function whenTokenEnds(
  { expiresAt, onRevoked }: Pick<Caller, 'expiresAt' | 'onRevoked'>,
  ended: (how: 'has expired' | 'was revoked') => void,
): (() => void) | undefined {
  const callOffs = [
    expiresAt === undefined ? undefined : atTime(expiresAt, () => ended('has expired')),
    onRevoked?.(() => ended('was revoked')),
  ].filter((callOff) => callOff !== undefined);
  return callOffs.length === 0 ? undefined : () => callOffs.forEach((callOff) => callOff());
}
