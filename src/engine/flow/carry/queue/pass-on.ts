// Rings handed on to the next worker. While code of two versions is at work, a ring may reach a worker that can't serve
// the lane.
import type { BellQueue, Ring } from './bell-queue.ts';

const MOST_HOPS = 10;
/** By then the job that brought the ring has ended. */
const DELAY_MS = 25;

export interface PassOn {
  (ring: Ring): void;
  close(): void;
}

export function passOn(queue: BellQueue): PassOn {
  const timers = new Set<NodeJS.Timeout>();
  const pass = ({ projection, lane, hops }: Ring): void => {
    if (hops >= MOST_HOPS) return;
    const timer = setTimeout(() => {
      timers.delete(timer);
      queue.ring([{ projection, lane, hops: hops + 1 }]).catch(() => {});
    }, DELAY_MS);
    timers.add(timer);
  };
  return Object.assign(pass, { close: () => timers.forEach((timer) => clearTimeout(timer)) });
}
