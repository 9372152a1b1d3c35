// The state of the stream of updates, as the client's link tells it.

export type ConnectionState = 'connecting' | 'live' | 'reconnecting';

export interface ConnectionStore {
  subscribe(listener: () => void): () => void;
  state(): ConnectionState;
  /** By the client's link. */
  told(state: 'live' | 'lost'): void;
}

export function createConnection(): ConnectionStore {
  let current: ConnectionState = 'connecting';
  const listeners = new Set<() => void>();
  const set = (next: ConnectionState): void => {
    if (next === current) return;
    current = next;
    for (const listener of listeners) listener();
  };
  return {
    subscribe: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    state: () => current,
    told: (state) => set(state === 'live' ? 'live' : 'reconnecting'),
  };
}
