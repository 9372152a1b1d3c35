// The survey of lanes that only events move, as those beside the events in the database: while the head stands, and all of
// them at it, what was seen is believed for a while.
import type { Position } from './position.ts';
import type { LaneSight } from './turns.ts';

/** Beside the head, only an operator or a worker of another version changes anything: that is seen so much later, in milliseconds. */
const BELIEVED_MS = 5000;

type Sights = readonly LaneSight[];

export function restingSurvey(
  ask: () => Promise<Sights>,
  believedMs = BELIEVED_MS,
): (head: Position) => Promise<Sights> {
  let rest: { readonly head: Position; readonly sights: Sights; readonly until: number } | undefined;
  return async (head) => {
    if (rest?.head === head && performance.now() < rest.until) return rest.sights;
    const until = performance.now() + believedMs;
    const sights = await ask();
    const isAtRest = sights.every(({ position, isToFill }) => position === head && !isToFill);
    rest = isAtRest ? { head, sights, until } : undefined;
    return sights;
  };
}
