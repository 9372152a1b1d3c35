// Whether the stream of updates is open: told by the responses themselves, and by the client's link when one is lost.

export type ConnectionState = 'connecting' | 'live' | 'reconnecting';

export interface ConnectionStore {
  subscribe(listener: () => void): () => void;
  state(): ConnectionState;
  /** By the client's link. */
  told(state: 'live' | 'lost'): void;
  /** To be handed to the client: a fetch that notices a stream that opens. */
  readonly fetch: typeof fetch;
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
    fetch: async (input, init) => {
      const response = await fetch(input, init);
      if (response.ok && response.headers.get('content-type')?.startsWith('text/event-stream')) set('live');
      return response;
    },
  };
}
