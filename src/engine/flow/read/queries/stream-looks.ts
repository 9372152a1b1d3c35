// Looks at single streams, gathered: while one question is under way the others wait and are asked together, so that reads
// of what is not there cost the database one statement at a time.
import { SlipstreamError } from '../../../model/errors.ts';
import type { EventReader } from '../../../model/event-store.ts';
import type { Position } from '../../../model/position.ts';
import type { StreamName } from '../../../model/stream.ts';

export interface StreamLook {
  /** Position of the next event of the stream; nothing if there is none. */
  readonly next: Position | undefined;
  /** Of the store at that moment. */
  readonly head: Position;
}

export interface StreamLooks {
  /** @param version after which the next event is looked for. */
  after(stream: StreamName, version: number): Promise<StreamLook>;
}

const MOST_AT_ONCE = 500;

interface Waiting {
  readonly stream: StreamName;
  readonly version: number;
  readonly answer: Promise<StreamLook>;
  readonly resolve: (look: StreamLook) => void;
  readonly reject: (error: unknown) => void;
}

export function createStreamLooks(events: Pick<EventReader, 'readStreams'>): StreamLooks {
  const waiting = new Map<string, Waiting>();
  let isAsking = false;

  async function askAll(): Promise<void> {
    isAsking = true;
    while (waiting.size > 0) {
      const some = [...waiting].slice(0, MOST_AT_ONCE);
      for (const [name] of some) waiting.delete(name);
      await ask(
        events,
        some.map(([, each]) => each),
      );
    }
    isAsking = false;
  }

  return {
    after: (stream, version) => {
      const name = `${stream} ${version}`;
      const known = waiting.get(name);
      if (known) return known.answer;
      const { promise: answer, resolve, reject } = withResolvers();
      waiting.set(name, { stream, version, answer, resolve, reject });
      if (!isAsking) void Promise.resolve().then(askAll);
      isAsking = true;
      return answer;
    },
  };
}

async function ask(events: Pick<EventReader, 'readStreams'>, some: readonly Waiting[]): Promise<void> {
  try {
    const tails = some.map(({ stream, version }) => ({ stream, after: version, limit: 1 }));
    const { streams, head } = await events.readStreams(tails);
    some.forEach(({ resolve }, index) => resolve({ next: streams[index]?.[0]?.position, head }));
  } catch (error) {
    if (some.length > 1 && isUnreadable(error)) for (const each of some) await ask(events, [each]);
    else for (const { reject } of some) reject(error);
  }
}

/** One event that this code can't read is no matter of the other streams. */
const isUnreadable = (error: unknown): boolean =>
  error instanceof SlipstreamError && (error.code === 'UNKNOWN_EVENT_TYPE' || error.code === 'UPCAST_FAILED');

function withResolvers(): {
  readonly promise: Promise<StreamLook>;
  readonly resolve: (look: StreamLook) => void;
  readonly reject: (error: unknown) => void;
} {
  let settle: { resolve: (look: StreamLook) => void; reject: (error: unknown) => void } | undefined;
  const promise = new Promise<StreamLook>((resolve, reject) => {
    settle = { resolve, reject };
  });
  return { promise, resolve: (look) => settle?.resolve(look), reject: (error) => settle?.reject(error) };
}
