// One WebSocket: what is sent on it waits until it has left, what runs on it is counted, and who follows something on it
// is told when it ends.
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { CloseCode, type SubscribePayload } from 'graphql-ws';
import type { RawData, WebSocket } from 'ws';
import type { Connection } from '../context.ts';
import type { Logger } from '../../model/logger.ts';
import { watchPeer, type Patience } from './watch-peer.ts';

/** https://www.iana.org/assignments/websocket/websocket.xhtml#close-code-number */
const SERVICE_RESTART = 1012;
/** How long a peer may take to say good-bye, in milliseconds. */
const FAREWELL_MS = 2_000;
/** With more than this unread, nothing more is taken from the peer. */
const UNREAD_BYTES = 1024 * 1024;

export interface OpenSocketOptions extends Patience {
  readonly request: IncomingMessage;
  /** What the WebSocket was made of. */
  readonly stream: Duplex;
  readonly logger: Logger;
}

export class OpenSocket {
  readonly request: IncomingMessage;
  readonly connection: Connection;
  readonly #socket: WebSocket;
  readonly #logger: Logger;
  readonly #listeners = new Set<() => void>();
  /** Subscriptions that have begun: they are not waited for. */
  readonly #streams = new Set<SubscribePayload>();
  #running = 0;
  #farewell: { readonly code: number; readonly reason: string } | undefined;
  #ended = false;

  constructor(socket: WebSocket, { request, stream, logger, ...patience }: OpenSocketOptions) {
    this.request = request;
    this.#socket = socket;
    this.#logger = logger;
    watchPeer(socket, patience);
    this.connection = { onEnd: (listener) => this.#onEnd(listener) };
    // What a peer that has gone makes fail is of no interest to anyone; ws has closed the socket already.
    socket.on('error', () => {});
    socket.once('close', () => this.#tellEnd());
    stream.on('drain', () => socket.resume());
  }

  get protocol(): string {
    return this.#socket.protocol;
  }

  /** Its peer has gone, or the server is about to close it. */
  get ended(): boolean {
    return this.#ended;
  }

  /** Messages that are being handled; each subscription is one of them for as long as it lasts. */
  get running(): number {
    return this.#running;
  }

  /**
   * Resolves when it has left this process, so that nobody makes more than the peer takes. Stays pending if the peer has
   * gone: whoever waits has no one left to tell.
   */
  send(data: string): Promise<void> {
    return new Promise((resolve) => {
      if (this.#socket.readyState !== this.#socket.OPEN) return;
      this.#socket.send(data, (error) => {
        if (!error) resolve();
      });
    });
  }

  close(code?: number, reason?: string): void {
    this.#socket.close(code, reason);
  }

  onMessage(handle: (data: string) => Promise<void>): void {
    this.#socket.on('message', (data, isBinary) => {
      this.#takeNoMore();
      // The protocol is one of texts, and it is those that ws has checked to be well-formed.
      if (isBinary) this.close(CloseCode.BadRequest, 'Invalid message received');
      else void this.#run(data, handle);
    });
  }

  onClose(listener: () => void): void {
    this.#socket.once('close', listener);
  }

  beginStream(payload: SubscribePayload): void {
    this.#streams.add(payload);
    this.#closeWhenDone();
  }

  endStream(payload: SubscribePayload): void {
    this.#streams.delete(payload);
  }

  /** Subscriptions end without a word, so that the client comes back; what else runs is still answered. */
  end(code = SERVICE_RESTART, reason = 'Service restart'): void {
    this.#farewell ??= { code, reason };
    this.#tellEnd();
    this.#closeWhenDone();
  }

  cutOff(): void {
    this.#socket.terminate();
  }

  async #run(data: RawData, handle: (data: string) => Promise<void>): Promise<void> {
    // What comes behind the message for which it is being closed is not heard.
    if (this.#ended || this.#socket.readyState !== this.#socket.OPEN) return;
    this.#running += 1;
    try {
      await handle(Buffer.isBuffer(data) ? data.toString() : '');
    } catch (err) {
      this.#logger.warn({ err }, 'A message on a WebSocket could not be handled');
      this.close(CloseCode.BadRequest, 'Invalid message received');
    } finally {
      this.#running -= 1;
      this.#closeWhenDone();
    }
  }

  #onEnd(listener: () => void): () => void {
    if (this.#ended) {
      listener();
      return () => {};
    }
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  #tellEnd(): void {
    this.#ended = true;
    const listeners = [...this.#listeners];
    this.#listeners.clear();
    for (const listener of listeners) listener();
  }

  #closeWhenDone(): void {
    if (!this.#ended || this.#running > this.#streams.size) return;
    this.close(this.#farewell?.code, this.#farewell?.reason);
    setTimeout(() => this.cutOff(), FAREWELL_MS).unref();
  }

  #takeNoMore(): void {
    if (this.#socket.bufferedAmount > UNREAD_BYTES) this.#socket.pause();
  }
}
