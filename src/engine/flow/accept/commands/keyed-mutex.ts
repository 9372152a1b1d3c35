// One at a time per key, in the order of asking. No two can wait for each other: whoever waits does so for its keys in
// one order, and what is taken later on is taken only if nobody has it.

export interface Held {
  /** Takes these as well, if all of them are mine or free at this moment. */
  tryTake(keys: readonly string[]): boolean;
}

export type RunExclusive = <Result>(
  keys: readonly string[],
  run: (held: Held) => Promise<Result>,
) => Promise<Result>;

export function createKeyedMutex(): RunExclusive {
  const last = new Map<string, Promise<void>>();

  /** Queues up at once; `ready` when it is our turn. */
  const take = (key: string): { readonly ready: Promise<void> | undefined; readonly release: () => void } => {
    const ready = last.get(key);
    let open = (): void => {};
    const mine = new Promise<void>((resolve) => {
      open = resolve;
    });
    last.set(key, mine);
    const release = (): void => {
      if (last.get(key) === mine) last.delete(key);
      open();
    };
    return { ready, release };
  };

  return async (keys, run) => {
    const releases = new Map<string, () => void>();
    const tryTake = (more: readonly string[]): boolean => {
      if (more.some((key) => last.has(key) && !releases.has(key))) return false;
      for (const key of more) if (!releases.has(key)) releases.set(key, take(key).release);
      return true;
    };
    try {
      for (const key of [...new Set(keys)].sort()) {
        const { ready, release } = take(key);
        releases.set(key, release);
        await ready;
      }
      return await run({ tryTake });
    } finally {
      for (const release of releases.values()) release();
    }
  };
}
