// A subscription over Server-Sent Events with nothing but fetch: what came, in order, and how it ended.
import { until } from './until.ts';
import type { Answer, Sent } from './shop.ts';

export interface EventStream {
  readonly results: readonly Answer[];
  /** `complete`: the server said so. `cut`: the connection ended without a word. */
  end(): 'complete' | 'cut' | undefined;
  untilResults(count: number): Promise<void>;
  untilEnd(): Promise<void>;
  close(): void;
}

/** What a result of `projectionUpdated` or `orderUpdated` says, as far as it was asked for. */
export interface Update {
  readonly readModel: string;
  readonly id: string;
  readonly version: number;
  readonly token: string;
  readonly eventTypes: readonly string[];
  readonly coalesced: number;
  readonly document: { readonly customer: { readonly name: string } };
}

/** What each result says in its only field. */
export const updatesOf = (results: readonly Answer[]): readonly Update[] =>
  results.map(({ data, errors }) => {
    if (!data) throw new Error(JSON.stringify(errors));
    return Object.values(data)[0] as Update;
  });

/** Resolves when the server follows the documents; the first result may come later. */
export async function openEventStream(url: string, query: string, sent: Sent = {}): Promise<EventStream> {
  const { headers, ...rest } = sent;
  const abort = new AbortController();
  const results: Answer[] = [];
  let end: 'complete' | 'cut' | undefined;
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept: 'text/event-stream', ...headers },
    body: JSON.stringify({ query, ...rest }),
    signal: abort.signal,
  });
  const type = response.headers.get('content-type') ?? '';
  if (!type.startsWith('text/event-stream') || !response.body) {
    throw new Error(`No event stream: ${response.status} ${type} ${await response.text()}`);
  }
  const take = (event: string): void => {
    const fields = new Map(
      event
        .split('\n')
        .map((line) => [line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 1).trim()] as const),
    );
    if (fields.get('event') === 'next') results.push(JSON.parse(fields.get('data') ?? '') as Answer);
    if (fields.get('event') === 'complete') end = 'complete';
  };
  void readEvents(response.body, take).then(
    () => (end ??= 'cut'),
    () => (end ??= 'cut'),
  );
  return {
    results,
    end: () => end,
    untilResults: (count) =>
      until(`${count} results (${results.length} came)`, () => results.length >= count),
    untilEnd: () => until('the end of the stream', () => end !== undefined),
    close: () => abort.abort(),
  };
}

async function readEvents(body: ReadableStream<Uint8Array>, take: (event: string) => void): Promise<void> {
  const decoder = new TextDecoder();
  let text = '';
  for await (const chunk of body) {
    text += decoder.decode(chunk, { stream: true });
    const events = text.split('\n\n');
    text = events.pop() ?? '';
    events.forEach(take);
  }
}
