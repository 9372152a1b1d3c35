// A filter of events by category. One that can't be read concerns only those who fold something of its category: to
// them it may mean anything.
import type { RecordedEvent } from '../model/events.ts';

/**
 * Whether the event is of one of the categories of which something is folded.
 * Throws UNKNOWN_EVENT_TYPE or UPCAST_FAILED for one that is, but can't be read.
 */
export function concerns(categories: ReadonlySet<string>, event: RecordedEvent): boolean {
  if (!categories.has(event.category)) return false;
  if (event.unreadable) throw event.unreadable;
  return true;
}

interface FromCategory {
  readonly category: string;
  readonly specs: object;
}

/** The categories of which some types are folded. */
export function categoriesOf(from: readonly FromCategory[], types: ReadonlySet<string>): readonly string[] {
  return from.flatMap(({ category, specs }) =>
    Object.keys(specs).some((type) => types.has(type)) ? [category] : [],
  );
}
