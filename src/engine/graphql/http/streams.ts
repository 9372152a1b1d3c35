// The open streams of updates of a server: each is told when its client has gone, and is ended when the server stops.
import type { ServerResponse } from 'node:http';
import type { Connection } from '../context.ts';
import type { EventStreams } from './event-stream.ts';

/** How soon the client of a stream that was cut may be back. */
const RETRY_MS = 1_000;
const HINT = `retry: ${RETRY_MS}\n\n`;

export interface Streams {
  connectionOf(response: ServerResponse): Connection;
  /** Ends all streams, and those that are about to begin. */
  end(): void;
}

export function openStreams(events: Pick<EventStreams, 'end'>): Streams {
  const streams = new Map<ServerResponse, () => void>();
  let ended = false;

  const onEnd = (response: ServerResponse, listener: () => void) => {
    if (ended || response.closed || response.destroyed) {
      response.destroy();
      listener();
      return () => {};
    }
    const leave = (): void => {
      streams.delete(response);
      response.off('close', close);
    };
    const close = (): void => {
      leave();
      listener();
    };
    streams.set(response, close);
    response.once('close', close);
    return leave;
  };

  return {
    connectionOf: (response) => ({ onEnd: (listener) => onEnd(response, listener) }),
    end: () => {
      ended = true;
      for (const [response, close] of streams) {
        close();
        cutWithHint(response, events);
      }
    },
  };
}

/**
 * Ends a stream without the event `complete`: clients take it for a lost connection and come back, soon.
 * https://html.spec.whatwg.org/multipage/server-sent-events.html#concept-event-stream-reconnection-time
 */
function cutWithHint(response: ServerResponse, events: Pick<EventStreams, 'end'>): void {
  // By then the event that is being written, if any, is whole, unless the client does not read it.
  setImmediate(() => {
    if (events.end(response, HINT)) return;
    if (!response.headersSent) response.destroy();
    else response.end(response.writableNeedDrain ? undefined : HINT);
  });
}
