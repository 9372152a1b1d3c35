// Folded states that were needed lately. A stale one is harmless: the tail of its stream is read on top of it each time,
// and whether the event it ends with still stands.

export interface LastEvent {
  readonly id: string;
  /** ISO 8601 in UTC. */
  readonly occurredAt: string;
}

export interface CachedState {
  readonly version: number;
  readonly state: unknown;
  /** The event at that version; none at 0. */
  readonly last?: LastEvent;
  /** Version at which a snapshot of it was last stored, 0 if never. */
  readonly snapshotAt: number;
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
