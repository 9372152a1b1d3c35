// Pages of events handed on at a limited rate, for a filling that should leave the servers to others.
import { setTimeout as sleep } from 'node:timers/promises';
import type { EventPages } from '../../../model/event-pages.ts';

/** So many parts of a second are handed on at once. */
const PARTS = 4;

/** @param eventsPerSecond without a limit if undefined. @param signal ends the waiting. */
export function throttlePages(
  pages: EventPages,
  eventsPerSecond: number | undefined,
  signal: AbortSignal,
): EventPages {
  if (eventsPerSecond === undefined) return pages;
  const most = Math.max(1, Math.floor(eventsPerSecond / PARTS));
  let freeAt = performance.now();
  return {
    ...pages,
    // Others do not wait for what is slow on purpose.
    join: (group, ...rest) => pages.join(`${group} at ${eventsPerSecond}/s`, ...rest),
    after: async (...args) => {
      const waitMs = freeAt - performance.now();
      if (waitMs > 0) await sleep(waitMs, undefined, { signal }).catch(() => {});
      const found = await pages.after(...args);
      const events = found.events.slice(0, most);
      freeAt = Math.max(freeAt, performance.now()) + (events.length / eventsPerSecond) * 1000;
      return events.length < found.events.length ? { ...found, events, atHead: false } : found;
    },
  };
}
