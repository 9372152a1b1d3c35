// Headers of responses, which urql does not hand on. So the token goes out and comes in by the `fetch` of an operation.
import { isStream } from '../core/signs-of-life.ts';
import type { Operation, OperationContext } from '@urql/core';

export interface WatchedResponses {
  /** To be sent with. */
  readonly context: Pick<OperationContext, 'fetch' | 'fetchOptions'>;
  /** Of the last response. */
  token(): string | null;
}

/** @param onStream called when a stream of updates opens. */
export function watchResponses(
  { context }: Operation,
  token: string | undefined,
  onStream?: () => void,
): WatchedResponses {
  const { fetch = globalThis.fetch, fetchOptions } = context;
  let last: string | null = null;
  return {
    token: () => last,
    context: {
      fetchOptions: () => {
        const options = typeof fetchOptions === 'function' ? fetchOptions() : fetchOptions;
        const headers = new Headers(options?.headers);
        if (token !== undefined) headers.set('consistency-token', token);
        return { ...options, headers };
      },
      fetch: async (...request) => {
        const response = await fetch(...request);
        last = response.headers.get('consistency-token');
        if (isStream(response)) onStream?.();
        return response;
      },
    },
  };
}
