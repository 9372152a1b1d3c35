// Results of a subscription as Server-Sent Events, written on the server's own response: what waits for a subscriber is the
// newest state of what it follows, and not a queue of messages.
// https://github.com/enisdenjo/graphql-sse/blob/master/PROTOCOL.md#distinct-connections-mode
import type { ServerResponse } from 'node:http';
import { CORRELATION_HEADER } from '../open-request.ts';
import { SHIELD } from './shield.ts';

/** Each a whole message; ends by itself where the subscription is complete. */
export type Messages = AsyncIterator<string, undefined>;

/**
 * Proxies that collect what they pass on, or change it, would keep updates back: nginx does until it is told otherwise.
 * https://nginx.org/en/docs/http/ngx_http_proxy_module.html#proxy_buffering
 */
export const UNBUFFERED = { 'cache-control': 'no-store, no-transform', 'x-accel-buffering': 'no' } as const;

const PING = ':\n\n';
const COMPLETE = 'event: complete\ndata:\n\n';

/** The text of one result. */
export const messageOf = (json: string): string => `event: next\ndata: ${json}\n\n`;

export interface EventStreams {
  /** Answers with what comes. Its caller does not wait for the end. */
  open(response: ServerResponse, messages: Messages, correlationId: string): void;
}

/** Streams are pinged by turns, so that never all of them are at once. */
const TURNS = 12;

/** @param pingMs how often a stream says that it is there. */
export function eventStreams(pingMs: number): EventStreams {
  const turns = Array.from({ length: TURNS }, () => new Set<ServerResponse>());
  let timer: NodeJS.Timeout | undefined;
  let turn = 0;
  let opened = 0;
  let open = 0;
  const ping = (): void => {
    turn = (turn + 1) % TURNS;
    for (const response of turns[turn] ?? []) if (!response.writableNeedDrain) response.write(PING);
  };
  const leave = (of: Set<ServerResponse> | undefined, response: ServerResponse): void => {
    if (!of?.delete(response)) return;
    open -= 1;
    if (open > 0) return;
    clearInterval(timer);
    timer = undefined;
  };
  return {
    open: (response, messages, correlationId) => {
      response.writeHead(200, {
        'content-type': 'text/event-stream',
        connection: 'keep-alive',
        ...SHIELD,
        ...UNBUFFERED,
        'content-encoding': 'none',
        [CORRELATION_HEADER]: correlationId,
      });
      // Some browsers show a stream only when something has come.
      response.write(PING);
      opened += 1;
      open += 1;
      const of = turns[opened % TURNS];
      of?.add(response);
      timer ??= setInterval(ping, pingMs / TURNS).unref();
      response.once('close', () => {
        leave(of, response);
        void messages.return?.();
      });
      void pump(response, messages);
    },
  };
}

/** The next message is asked for when the one before has left. */
async function pump(response: ServerResponse, messages: Messages): Promise<void> {
  try {
    for (;;) {
      const { done, value } = await messages.next();
      if (response.destroyed || response.writableEnded) return;
      if (done) {
        response.end(COMPLETE);
        return;
      }
      if (!response.write(value)) await drained(response);
    }
  } catch {
    // What a source throws was a result before that; a stream that breaks off is come back to.
    response.destroy();
  }
}

function drained(response: ServerResponse): Promise<void> {
  return new Promise((resolve) => {
    const go = (): void => {
      response.off('drain', go);
      response.off('close', go);
      resolve();
    };
    response.on('drain', go);
    response.on('close', go);
  });
}
