// Folded states that were needed lately. A stale one is harmless: either the tail of its stream is read on top of it, and
// whether the event it ends with still stands, or the append compares the stream with it.

export interface LastEvent {
  readonly id: string;
  /** ISO 8601 in UTC. */
  readonly occurredAt: string;
}

export interface LoadedState {
  /** 0 if the stream is not there. */
  readonly version: number;
  /** The event at that version; none at 0. */
  readonly last?: LastEvent;
  readonly state: unknown;
}

export interface CachedState extends LoadedState {
  /** Version at which a snapshot of it was last stored, 0 if never. */
  readonly snapshotAt: number;
  /** By the clock of this process, in milliseconds: when it was known to be the newest; undefined if it never was. */
  readonly newestAt?: number;
}

export interface StateCache {
  get(key: string): CachedState | undefined;
  set(key: string, state: CachedState): void;
  clear(): void;
}

/** Keeps the `capacity` states that were used last. */
export function createStateCache(capacity: number): StateCache {
  const states = new Map<string, CachedState>();
  return {
    get: (key) => {
      const state = states.get(key);
      if (state) {
        states.delete(key);
        states.set(key, state);
      }
      return state;
    },
    set: (key, state) => {
      const before = states.get(key);
      if (before && before.version > state.version) return;
      states.delete(key);
      states.set(key, state);
      const [oldest] = states.keys();
      if (states.size > capacity && oldest !== undefined) states.delete(oldest);
    },
    clear: () => states.clear(),
  };
}
