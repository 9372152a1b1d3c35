// Server-Sent Events over fetch, one attempt: results in order, and whether the end was said or the connection was lost.
// The protocol is that of graphql-sse, "distinct connections mode".
import type { LostConnection } from './operation.ts';
import { isFinal } from './loss.ts';
import { isStream, openInTime, withSignsOfLife } from './signs-of-life.ts';

export class StreamError extends Error implements LostConnection {
  override readonly name = 'StreamError';
  readonly lost: boolean;
  readonly retryMs: number | undefined;
  readonly refused: boolean | undefined;

  constructor(message: string, { lost, retryMs, refused }: LostConnection, options?: ErrorOptions) {
    super(message, options);
    this.lost = lost;
    this.retryMs = retryMs;
    this.refused = refused;
  }
}

export interface EventStreamRequest {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: object;
  readonly fetch: typeof fetch;
  readonly signal: AbortSignal;
  /** The stream is there, although nothing need have happened yet. */
  readonly onOpen?: (() => void) | undefined;
  /** How long it may take to open; 15 s if omitted. */
  readonly openMs?: number | undefined;
}

/** Each result as it was sent. Ends when the server says so; throws StreamError otherwise. */
export async function* readEventStream(request: EventStreamRequest): AsyncGenerator<unknown, void> {
  const response = await open(request);
  if (!isStream(response)) {
    yield await response.json();
    return;
  }
  request.onOpen?.();
  let retryMs: number | undefined;
  for await (const event of eventsOf(response)) {
    const fields = fieldsOf(event);
    const retry = fields.get('retry');
    if (retry !== undefined) retryMs = Number(retry);
    if (fields.get('event') === 'complete') return;
    const data = fields.get('data');
    if (fields.get('event') === 'next' && data !== undefined) yield JSON.parse(data);
  }
  throw new StreamError('The stream of updates was cut off.', { lost: true, retryMs });
}

async function open({ url, headers, body, fetch, signal, openMs }: EventStreamRequest): Promise<Response> {
  const init = {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept: 'text/event-stream', ...headers },
    body: JSON.stringify(body),
  };
  const begin = (both: AbortSignal) => fetch(url, { ...init, signal: both });
  const response = await openInTime(begin, signal, openMs).catch((cause: unknown) => {
    const why =
      cause instanceof Error && cause.message.startsWith('The stream')
        ? cause.message
        : 'The server was not reached.';
    throw new StreamError(why, { lost: true }, { cause });
  });
  const { status } = response;
  // Errors of GraphQL come as JSON with a status that says the same.
  if (status < 400 || (isFinal(status) && response.headers.get('content-type')?.includes('json')))
    return response;
  // A date, the other form of it, counts as none.
  const retryMs = Number(response.headers.get('retry-after')) * 1000 || undefined;
  const refused = status === 401;
  throw new StreamError(`The server answered ${status}.`, { lost: !isFinal(status), retryMs, refused });
}

async function* eventsOf(response: Response): AsyncGenerator<string, void> {
  const reader = withSignsOfLife(response).body?.pipeThrough(new TextDecoderStream()).getReader();
  let text = '';
  try {
    for (;;) {
      const { done = true, value } = (await reader?.read()) ?? {};
      if (done) return;
      const events = `${text}${value}`.split('\n\n');
      text = events.pop() ?? '';
      yield* events;
    }
  } catch (cause) {
    throw new StreamError('The stream of updates was cut off.', { lost: true }, { cause });
  } finally {
    reader?.cancel().catch(() => {});
  }
}

function fieldsOf(event: string): ReadonlyMap<string, string> {
  const lines = event.split('\n').map((line) => {
    const colon = line.indexOf(':');
    return [line.slice(0, colon), line.slice(colon + 1).trimStart()] as const;
  });
  return new Map(lines);
}
