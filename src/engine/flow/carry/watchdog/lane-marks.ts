// A watchdog's marks beside a lane whose event has hung the main thread: that others keep away, and that it ended us.
import { Redis } from 'ioredis';
import { DEAD, strikeName } from '../../../model/lane-health.ts';
import type { ReadBeat } from './shared-beat.ts';
import { settledWithin } from '../../../async/settled-within.ts';

/** Where the marks of a lane lie. */
export interface MarkKeys {
  /** `<process> <strike>`: who is at which event, or was last. */
  readonly suspect: string;
  /** Hash: how many processes an event has ended, and how many of them in the fold of a document, by strike. */
  readonly strikes: string;
}

export interface LaneMarks {
  /** By lane name; of those that are not named nothing is written. */
  at(keys: Readonly<Record<string, MarkKeys>>): void;
  /** To be repeated while it lasts. */
  suspect(held: Held): void;
  /** Resolves when it is written, and soon in any case. */
  strike(held: Held): Promise<void>;
  close(): void;
}

type Held = NonNullable<ReturnType<ReadBeat['held']>>;

export interface MarkOptions {
  readonly redisUrl: string;
  /** This process. */
  readonly owner: string;
  /** For how long nobody who is alone touches the event after it has ended a process, in milliseconds. */
  readonly restMs: number;
}

const SUSPECT_MS = 3000;
const WRITE_MS = 1000;

/** Dials when there is something to be said. */
export function laneMarks({ redisUrl, owner, restMs }: MarkOptions): LaneMarks {
  let keys: Readonly<Record<string, MarkKeys>> = {};
  let dialled: Redis | undefined;
  const redis = (): Redis => (dialled ??= dial(redisUrl));
  const marksOf = ({ lane, codeHash, position, document }: Held) => {
    const of = lane === undefined ? undefined : keys[lane];
    if (!of || codeHash === undefined || position === undefined) return undefined;
    const named = document === undefined ? undefined : strikeName(codeHash, position, document);
    return { ...of, strike: strikeName(codeHash, position), named };
  };
  return {
    at: (named) => {
      keys = named;
    },
    suspect: (held) => {
      const marks = marksOf(held);
      if (!marks) return;
      redis()
        .set(marks.suspect, `${owner} ${marks.strike}`, 'PX', SUSPECT_MS)
        .catch(() => {});
    },
    strike: async (held) => {
      const marks = marksOf(held);
      if (!marks) return;
      const { strikes, strike, named } = marks;
      const writing = redis().multi().hincrby(strikes, strike, 1);
      if (named !== undefined) writing.hincrby(strikes, named, 1);
      writing.set(marks.suspect, `${DEAD} ${strike}`, 'PX', restMs);
      await settledWithin(writing.exec(), WRITE_MS);
    },
    close: () => dialled?.disconnect(),
  };
}

function dial(url: string): Redis {
  const redis = new Redis(url, {
    connectTimeout: WRITE_MS,
    maxRetriesPerRequest: 1,
    retryStrategy: (attempt: number) => Math.min(attempt * 50, 500),
  });
  redis.on('error', () => {});
  return redis;
}
