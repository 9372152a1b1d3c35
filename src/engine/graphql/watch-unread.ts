// Answers that wait for their readers: who takes nothing for a minute is cut off, and where all that waits comes to more
// than a process should hold, who has taken nothing for longest is cut off first.
import type { Duplex } from 'node:stream';
import { LIMITS } from '../model/limits.ts';
import { createPacer } from './admission/pacer.ts';
import { isRecord } from './is-record.ts';

export interface Unread {
  /** What leaves through it. */
  readonly stream: Pick<Duplex, 'writableLength'> & { readonly bytesWritten?: number };
  /** Bytes that are made and not yet taken. */
  waiting(): number;
  cut(): void;
}

export interface UnreadWatch {
  /** Where much waits already, answers are made one in each turn of the event loop: what is cut off is gone by the next. */
  room(): Promise<void> | undefined;
  /** @returns ends the watch. */
  watch(unread: Unread): () => void;
}

interface Watched {
  readonly unread: Unread;
  /** Bytes that have left, and those that the system still has of what it took over. */
  left: number;
  queued: number;
  blockedSince: number | undefined;
}

const SWEEP_MS = 500;
/** What comes in between is looked at as soon as it may be too much, but no more often. */
const SWEEP_AGAIN_MS = 20;

/** @param patienceMs how long a client may leave what was sent to it unread. */
export function watchUnread(patienceMs: number): UnreadWatch {
  const watched = new Set<Watched>();
  let timer: NodeJS.Timeout | undefined;
  let sweptAt = -Infinity;
  /** What there was then, and what has been added since. */
  let atMost = 0;
  const sweep = (): void => {
    const now = performance.now();
    sweptAt = now;
    let total = 0;
    const blocked: (readonly [Watched, number])[] = [];
    for (const one of watched) {
      const waiting = one.unread.waiting();
      total += waiting;
      if (progressed(one) || waiting === 0) one.blockedSince = undefined;
      else {
        one.blockedSince ??= now;
        if (now - one.blockedSince >= patienceMs) one.unread.cut();
        else blocked.push([one, waiting]);
      }
    }
    blocked.sort(([a], [b]) => (a.blockedSince ?? now) - (b.blockedSince ?? now));
    for (const [one, waiting] of blocked) {
      if (total <= LIMITS.unreadBytes) break;
      total -= waiting;
      one.unread.cut();
    }
    atMost = total;
  };
  const leave = (one: Watched): void => {
    watched.delete(one);
    if (watched.size > 0) return;
    atMost = 0;
    clearInterval(timer);
    timer = undefined;
  };
  const crowded = createPacer();
  return {
    room: () => (atMost > LIMITS.unreadBytes / 2 ? crowded.next() : undefined),
    watch: (unread) => {
      const one: Watched = { unread, left: 0, queued: 0, blockedSince: undefined };
      watched.add(one);
      atMost += unread.waiting();
      // A process may make many long answers until the next sweep.
      if (atMost > LIMITS.unreadBytes && performance.now() - sweptAt >= SWEEP_AGAIN_MS) sweep();
      timer ??= setInterval(sweep, Math.min(SWEEP_MS, patienceMs / 4)).unref();
      return () => leave(one);
    },
  };
}

/** A long answer is one write, of which only the system knows how much has gone. */
function progressed(one: Watched): boolean {
  const { stream } = one.unread;
  const left = (stream.bytesWritten ?? 0) - stream.writableLength;
  const queued = queuedBelow(stream);
  const isFurther = left > one.left || queued < one.queued;
  one.left = left;
  one.queued = queued;
  return isFurther;
}

function queuedBelow(stream: object): number {
  const handle: unknown = Reflect.get(stream, '_handle');
  const size = isRecord(handle) ? handle['writeQueueSize'] : undefined;
  return typeof size === 'number' ? size : 0;
}
