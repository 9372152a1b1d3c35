// A mutex by key: one holder at a time, in the order of asking; those who only share a key are in together. No two can
// wait for each other: whoever waits does so for its keys in one order, and what is taken later on is taken only if
// nobody has it.

export interface Held {
  /** Takes these as well, for itself alone, if all of them are so already or free at this moment. */
  tryTake(keys: readonly string[]): boolean;
}

export type RunExclusive = <Result>(
  keys: readonly string[],
  run: (held: Held) => Promise<Result>,
  /** Keys that others may share, but nobody have alone meanwhile. */
  shared?: readonly string[],
) => Promise<Result>;

/** Those who are in together: one, or all that share the key without anybody else having asked for it in between. */
interface Group {
  readonly isShared: boolean;
  /** Undefined if nobody was there before. */
  readonly ready: Promise<void> | undefined;
  readonly done: Promise<void>;
  readonly end: () => void;
  holders: number;
}

interface Hold {
  readonly isShared: boolean;
  readonly release: () => void;
}

export function createKeyedMutex(): RunExclusive {
  const last = new Map<string, Group>();

  /** Queues up at once; `ready` when it is our turn. */
  const take = (key: string, isShared: boolean): Hold & Pick<Group, 'ready'> => {
    const before = last.get(key);
    const group = isShared && before?.isShared ? before : groupAfter(before, isShared);
    last.set(key, group);
    group.holders += 1;
    const release = (): void => {
      group.holders -= 1;
      if (group.holders > 0) return;
      if (last.get(key) === group) last.delete(key);
      group.end();
    };
    return { isShared, ready: group.ready, release };
  };

  return async (keys, run, shared = []) => {
    const holds = new Map<string, Hold>();
    const isFree = (key: string): boolean => holds.get(key)?.isShared === false || !last.has(key);
    const tryTake = (more: readonly string[]): boolean => {
      if (!more.every(isFree)) return false;
      for (const key of more) if (!holds.has(key)) holds.set(key, take(key, false));
      return true;
    };
    try {
      const alone = new Set(keys);
      for (const key of [...new Set([...keys, ...shared])].sort()) {
        const { ready, ...hold } = take(key, !alone.has(key));
        holds.set(key, hold);
        await ready;
      }
      return await run({ tryTake });
    } finally {
      for (const { release } of holds.values()) release();
    }
  };
}

function groupAfter(before: Group | undefined, isShared: boolean): Group {
  let end = (): void => {};
  const done = new Promise<void>((resolve) => {
    end = resolve;
  });
  return { isShared, ready: before?.done, done, end, holders: 0 };
}
