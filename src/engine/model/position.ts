// Positions of the event store: dense, from 1, in commit order. Outside SQL they are decimal strings, so that no
// 2^53 limit and no JSON bigint can bite.

/** Decimal digits without leading zeros; '0' stands before the first event. */
export type Position = string;

export const BEFORE_FIRST: Position = '0';

/** Negative, zero or positive, as a sort function wants it. */
export function comparePositions(a: Position, b: Position): number {
  if (a.length !== b.length) return a.length - b.length;
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

export function highestPosition(a: Position, b: Position): Position {
  return comparePositions(a, b) >= 0 ? a : b;
}

export function nextPosition(position: Position): Position {
  return String(BigInt(position) + 1n);
}

/** Of a position that is not '0'. */
export function previousPosition(position: Position): Position {
  return String(BigInt(position) - 1n);
}

/** How many events lie between two positions; 0 if `to` is not behind `from`. */
export function distance(from: Position, to: Position): number {
  const events = Number(BigInt(to) - BigInt(from));
  return events > 0 ? events : 0;
}
