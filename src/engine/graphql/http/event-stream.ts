// Results of a subscription as Server-Sent Events, written on the connection: what waits for a subscriber is the newest
// state of what it follows, and not a queue of messages.
// https://github.com/enisdenjo/graphql-sse/blob/master/PROTOCOL.md#distinct-connections-mode
import type { ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { CORRELATION_HEADER } from '../open-request.ts';
import { chunkOf, headOf, LAST_CHUNK } from './raw-response.ts';
import { SHIELD } from './shield.ts';

/** Each as `messageOf` makes it; ends by itself where the subscription is complete. */
export type Messages = AsyncIterator<string, undefined>;

/**
 * Proxies that collect what they pass on, or change it, would keep updates back: nginx does until it is told otherwise.
 * https://nginx.org/en/docs/http/ngx_http_proxy_module.html#proxy_buffering
 */
export const UNBUFFERED = { 'cache-control': 'no-store, no-transform', 'x-accel-buffering': 'no' } as const;

const HEADERS = {
  'content-type': 'text/event-stream',
  // Nothing follows a stream on its connection.
  connection: 'close',
  ...SHIELD,
  ...UNBUFFERED,
  'content-encoding': 'none',
};
const PING = chunkOf(':\n\n');
const COMPLETE = chunkOf('event: complete\ndata:\n\n');

/** The text of one result, as it is written. */
export const messageOf = (json: string): string => chunkOf(`event: next\ndata: ${json}\n\n`);

export interface EventStreams {
  /** Answers with what comes, on a response that can be chunked. Its caller does not wait for the end. */
  open(response: ServerResponse, messages: Messages, correlationId: string): void;
  /** Ends a stream after this text, which who does not read is spared. @returns false if it is none of these. */
  end(response: ServerResponse, text: string): boolean;
}

/** Streams are pinged by turns, so that never all of them are at once. */
const TURNS = 12;

/** @param pingMs how often a stream says that it is there. */
export function eventStreams(pingMs: number): EventStreams {
  const turns = Array.from({ length: TURNS }, () => new Map<ServerResponse, Socket>());
  let timer: NodeJS.Timeout | undefined;
  let turn = 0;
  let opened = 0;
  let open = 0;
  const ping = (): void => {
    turn = (turn + 1) % TURNS;
    for (const socket of turns[turn]?.values() ?? []) if (isFree(socket)) socket.write(PING);
  };
  const leave = (of: Map<ServerResponse, Socket> | undefined, response: ServerResponse): void => {
    if (!of?.delete(response)) return;
    open -= 1;
    if (open > 0) return;
    clearInterval(timer);
    timer = undefined;
  };
  return {
    open: (response, messages, correlationId) => {
      const { socket } = response;
      if (!socket || response.destroyed) return void messages.return?.();
      // Some browsers show a stream only when something has come.
      socket.write(headOf(response, { ...HEADERS, [CORRELATION_HEADER]: correlationId }) + PING);
      opened += 1;
      open += 1;
      const of = turns[opened % TURNS];
      of?.set(response, socket);
      timer ??= setInterval(ping, pingMs / TURNS).unref();
      response.once('close', () => {
        leave(of, response);
        void messages.return?.();
      });
      void pump(socket, messages);
    },
    end: (response, text) => {
      const socket = turns.map((of) => of.get(response)).find((each) => each !== undefined);
      if (socket) finish(socket, isFree(socket) ? chunkOf(text) : '');
      return socket !== undefined;
    },
  };
}

/** The next message is asked for when the one before has left. */
async function pump(socket: Socket, messages: Messages): Promise<void> {
  try {
    for (;;) {
      const { done, value } = await messages.next();
      if (socket.destroyed || socket.writableEnded) return;
      if (done) return finish(socket, COMPLETE);
      if (!socket.write(value)) await drained(socket);
    }
  } catch {
    // What a source throws was a result before that; a stream that breaks off is come back to.
    socket.destroy();
  }
}

const isFree = ({ writable, writableNeedDrain }: Socket): boolean => writable && !writableNeedDrain;

function finish(socket: Socket, last: string): void {
  if (socket.writable) socket.write(last + LAST_CHUNK);
  socket.destroySoon();
}

function drained(socket: Socket): Promise<void> {
  return new Promise((resolve) => {
    const go = (): void => {
      socket.off('drain', go);
      socket.off('close', go);
      resolve();
    };
    socket.on('drain', go);
    socket.on('close', go);
  });
}
