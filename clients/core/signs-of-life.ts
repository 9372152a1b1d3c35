// A connection can be dead without saying so: then the server's signs of life stay out, and the body ends with an error.

/** Longer than two of the server's signs of life. */
const SILENT_MS = 30_000;

export function withSignsOfLife(response: Response, silentMs = SILENT_MS): Response {
  const reader = response.body?.getReader();
  if (!reader) return response;
  const watched = new ReadableStream<Uint8Array>({
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
    cancel: (reason) => reader.cancel(reason),
  });
  return new Response(watched, response);
}
