// A connection can be dead without saying so: then the server's signs of life stay out, and the body ends with an error.

/** Longer than two of the server's signs of life. */
const SILENT_MS = 30_000;

export function withSignsOfLife(response: Response, silentMs = SILENT_MS): Response {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const listen = (body: TransformStreamDefaultController<Uint8Array>): void => {
    clearTimeout(timer);
    timer = setTimeout(() => body.error(new Error('No sign of life.')), silentMs);
  };
  const watch = new TransformStream<Uint8Array, Uint8Array>({
    start: listen,
    transform: (chunk, body) => {
      listen(body);
      body.enqueue(chunk);
    },
    flush: () => clearTimeout(timer),
  });
  return new Response(response.body?.pipeThrough(watch), response);
}
