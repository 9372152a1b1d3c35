// A connection can be dead without saying so: then the server's signs of life stay out, and the body ends with an error. One
// that never was alive gives none at all, not even a header.

/** Longer than two of the server's signs of life. */
const SILENT_MS = 30_000;

/** The server opens a stream at once; what takes as long is kept back on the way. */
const OPEN_MS = 15_000;

/** Server-Sent Events, and no refusal. */
export function isStream({ headers }: Response): boolean {
  return headers.get('content-type')?.startsWith('text/event-stream') ?? false;
}

/** Fetches a stream. Rejects if it does not open in time. */
export async function openInTime(
  fetch: (signal: AbortSignal) => Promise<Response>,
  signal?: AbortSignal | null,
  openMs = OPEN_MS,
): Promise<Response> {
  const abort = new AbortController();
  const pass = (): void => abort.abort(signal?.reason);
  if (signal?.aborted) pass();
  signal?.addEventListener('abort', pass, { once: true });
  const timer = setTimeout(() => {
    const why = 'the server does not answer, or a proxy keeps back what it does (nginx: proxy_buffering)';
    abort.abort(new Error(`The stream did not open within ${openMs / 1000} s: ${why}.`));
  }, openMs);
  try {
    return await fetch(abort.signal);
  } finally {
    clearTimeout(timer);
  }
}

export function withSignsOfLife(response: Response, silentMs = SILENT_MS): Response {
  const reader = response.body?.getReader();
  if (!reader) return response;
  const watched = new ReadableStream<Uint8Array>(
    {
      pull: async (body) => {
        const timer = setTimeout(() => {
          const silence = new Error('No sign of life.');
          body.error(silence);
          reader.cancel(silence).catch(() => {});
        }, silentMs);
        try {
          // Which ends with the connection, and when nobody reads on.
          const { done, value } = await reader.read();
          if (done) body.close();
          else body.enqueue(value);
        } finally {
          clearTimeout(timer);
        }
      },
      // Of a request that was aborted it fails, as does a read ahead, which is why there is none: nobody waits for either.
      cancel: (reason) => reader.cancel(reason).catch(() => {}),
    },
    { highWaterMark: 0 },
  );
  return new Response(watched, response);
}
