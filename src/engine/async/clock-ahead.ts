// Clock skew: how far another clock is ahead of this machine's, give or take half of the way there and back.

/**
 * In milliseconds; below zero if it is behind.
 * @param ask the other clock, in milliseconds since 1970.
 */
export async function clockAhead(ask: () => Promise<number>): Promise<number> {
  const before = Date.now();
  const there = await ask();
  const after = Date.now();
  return Math.round(there - (before + after) / 2);
}
