// The lowest version that an answer out of a cache may have.
import { isPlain, type Plain } from './plain.ts';

/** The version that a field's arguments ask for, unless an older one will do. */
export function leastVersion(args: Readonly<Plain> | null | undefined): number | undefined {
  const { minVersion, consistency } = args ?? {};
  const mayBeOlder = isPlain(consistency) && consistency['ifBehind'] === 'STALE';
  return typeof minVersion === 'number' && !mayBeOlder ? minVersion : undefined;
}
