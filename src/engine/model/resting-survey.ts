// The survey of lanes that only events move, as those beside the events in the database: while the head stands, and all of
// them at it, what was seen is believed for a while.
import type { Position } from './position.ts';
import type { LaneStatus } from './turns.ts';

/** Beside the head, only an operator or a worker of another version changes anything: that is seen so much later, in milliseconds. */
const BELIEVED_MS = 5000;

type Statuses = readonly LaneStatus[];

export function restingSurvey(
  ask: () => Promise<Statuses>,
  believedMs = BELIEVED_MS,
): (head: Position) => Promise<Statuses> {
  let rest: { readonly head: Position; readonly statuses: Statuses; readonly until: number } | undefined;
  return async (head) => {
    if (rest?.head === head && performance.now() < rest.until) return rest.statuses;
    const until = performance.now() + believedMs;
    const statuses = await ask();
    const isAtRest = statuses.every(({ position, isToFill }) => position === head && !isToFill);
    rest = isAtRest ? { head, statuses, until } : undefined;
    return statuses;
  };
}
