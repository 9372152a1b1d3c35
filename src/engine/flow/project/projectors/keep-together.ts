// Followers of the event store that have a long way to go, kept near each other: then each page is read once for all of
// them. Who is ahead waits for those who are on their way, never for one that stands.
import type { PageFollower } from '../../../model/event-pages.ts';

export interface Together {
  /**
   * Those of one group wait for each other.
   * @param patienceMs after how long without a step one of it is not waited for any more.
   */
  join(group: string, patienceMs: number): PageFollower;
}

interface TogetherOptions {
  /** Positions that one may be ahead of another. */
  readonly lead: bigint;
}

interface Place {
  readonly group: string;
  readonly patienceMs: number;
  position: bigint;
  steppedAt: number;
}

export function keepTogether({ lead }: TogetherOptions): Together {
  const places = new Set<Place>();
  let waiting: (() => void)[] = [];
  const wakeAll = (): void => {
    const all = waiting;
    waiting = [];
    for (const wake of all) wake();
  };
  const isAhead = ({ group, position, patienceMs }: Place): boolean => {
    const moving = performance.now() - patienceMs;
    for (const other of places) {
      const isWaitedFor = other.group === group && other.steppedAt > moving;
      if (isWaitedFor && other.position + lead < position) return true;
    }
    return false;
  };
  /** Until somebody has come further, or has stood for too long. */
  const step = ({ patienceMs }: Place): Promise<void> =>
    new Promise((resolve) => {
      const timer = setTimeout(wakeAll, patienceMs);
      waiting.push(() => {
        clearTimeout(timer);
        resolve();
      });
    });
  return {
    join: (group, patienceMs) => {
      // Before its first step nobody waits for it.
      const place: Place = { group, patienceMs, position: 0n, steppedAt: -Infinity };
      places.add(place);
      return {
        comeTo: (position) => {
          place.position = position;
          place.steppedAt = performance.now();
          wakeAll();
        },
        others: async () => {
          while (places.has(place) && isAhead(place)) {
            await step(place);
            place.steppedAt = performance.now();
          }
        },
        leave: () => {
          places.delete(place);
          wakeAll();
        },
      };
    },
  };
}
