// The protocol graphql-transport-ws on one socket of a server: how it begins, what is asked, what ends.
// https://github.com/enisdenjo/graphql-ws/blob/master/PROTOCOL.md
import {
  CloseCode,
  GRAPHQL_TRANSPORT_WS_PROTOCOL,
  MessageType,
  parseMessage,
  stringifyMessage,
  type Message,
  type SubscribeMessage,
} from 'graphql-ws';
import { ANYBODY, type Caller } from '../../model/caller.ts';
import type { Authenticate } from '../caller.ts';
import { isUnavailable } from '../http/admit-caller.ts';
import { isRecord } from '../is-record.ts';
import { isNamed } from '../trusted/named-in.ts';
import { whenTokenEnds } from '../when-token-ends.ts';
import type { OpenSocket } from './open-socket.ts';
import { SocketOperation, type Executor } from './socket-operation.ts';

/** https://www.iana.org/assignments/websocket/websocket.xhtml#close-code-number */
const TRY_AGAIN_LATER = 1013;

export interface ProtocolOptions extends Executor {
  /** Everybody is the same if omitted. */
  readonly authenticate?: Authenticate | undefined;
  /** How long a client may take to begin, in milliseconds. */
  readonly beginMs: number;
}

export function speakProtocol(socket: OpenSocket, options: ProtocolOptions): void {
  if (socket.protocol !== GRAPHQL_TRANSPORT_WS_PROTOCOL) {
    return socket.close(CloseCode.SubprotocolNotAcceptable, 'Subprotocol not acceptable');
  }
  const conversation = new Conversation(socket, options);
  socket.onMessage((data) => conversation.take(data));
  socket.onClose(() => conversation.end());
}

class Conversation {
  readonly #socket: OpenSocket;
  readonly #options: ProtocolOptions;
  /** By the ids that are in use: one is free from the moment on in which either side has said its last of it. */
  readonly #operations = new Map<string, SocketOperation>();
  readonly #tooLate: NodeJS.Timeout;
  #params: Readonly<Record<string, unknown>> | undefined;
  #isAdmitted = false;
  #callOff = (): void => {};

  constructor(socket: OpenSocket, options: ProtocolOptions) {
    this.#socket = socket;
    this.#options = options;
    this.#tooLate = setTimeout(() => {
      if (this.#params) return;
      socket.close(CloseCode.ConnectionInitialisationTimeout, 'Connection initialisation timeout');
    }, options.beginMs);
  }

  async take(data: string): Promise<void> {
    const message = read(data);
    switch (message?.type) {
      case MessageType.ConnectionInit:
        return this.#begin(message.payload ?? {});
      case MessageType.Subscribe:
        return this.#subscribe(message);
      case MessageType.Complete:
        this.#operations.get(message.id)?.stop();
        this.#operations.delete(message.id);
        return;
      case MessageType.Ping: {
        const { payload } = message;
        return this.#socket.send(stringifyMessage({ type: MessageType.Pong, ...(payload && { payload }) }));
      }
      case MessageType.Pong:
        return;
      case MessageType.ConnectionAck:
      case MessageType.Next:
      case MessageType.Error:
      case undefined:
        this.#socket.close(CloseCode.BadRequest, 'Invalid message received');
    }
  }

  end(): void {
    clearTimeout(this.#tooLate);
    this.#callOff();
    for (const operation of this.#operations.values()) operation.stop();
    this.#operations.clear();
  }

  async #begin(params: Readonly<Record<string, unknown>>): Promise<void> {
    const socket = this.#socket;
    if (this.#params) {
      return socket.close(CloseCode.TooManyInitialisationRequests, 'Too many initialisation requests');
    }
    this.#params = params;
    const caller = await this.#caller();
    // Who has gone meanwhile would never be counted out again.
    if (!caller || socket.ended) return;
    const leave = this.#options.limits.admitSocket(socket.request, caller);
    if (!leave) return socket.close(TRY_AGAIN_LATER, 'Too many sockets');
    socket.onClose(leave);
    this.#callOff =
      whenTokenEnds(caller, (how) => socket.end(CloseCode.Forbidden, `The token ${how}`)) ?? this.#callOff;
    this.#isAdmitted = true;
    await socket.send(stringifyMessage({ type: MessageType.ConnectionAck }));
  }

  async #subscribe({ id, payload }: SubscribeMessage): Promise<void> {
    const socket = this.#socket;
    if (!this.#isAdmitted) return socket.close(CloseCode.Unauthorized, 'Unauthorized');
    if (this.#operations.has(id)) {
      return socket.close(CloseCode.SubscriberAlreadyExists, `Subscriber for ${id} already exists`);
    }
    const operation = new SocketOperation(socket, { id, payload, executor: this.#options });
    this.#operations.set(id, operation);
    // Not that of another one, to which the client has given the id since.
    const release = (): void => {
      if (this.#operations.get(id) === operation) this.#operations.delete(id);
    };
    try {
      // A socket outlives what is known of its caller, but nothing begins in the name of a token that is not valid any more.
      const caller = await this.#caller();
      if (caller) await operation.run(caller, release);
    } finally {
      release();
    }
  }

  /** By the token the client began with, or else by the header of its first request; nobody closes the socket. */
  async #caller(): Promise<Caller | undefined> {
    const { authenticate } = this.#options;
    if (!authenticate) return ANYBODY;
    const entries = Object.entries(this.#params ?? {});
    const sent = entries.find(([name]) => name.toLowerCase() === 'authorization')?.[1];
    const shown = typeof sent === 'string' ? { headers: { authorization: sent } } : this.#socket.request;
    try {
      const caller = await authenticate(shown);
      if (!caller) this.#socket.close(CloseCode.Forbidden, 'Forbidden');
      return caller;
    } catch (error) {
      if (!isUnavailable(error)) throw error;
      this.#socket.close(TRY_AGAIN_LATER, 'Tokens can not be checked');
      return undefined;
    }
  }
}

/** Undefined if it is not of the protocol. */
function read(data: string): Message | undefined {
  try {
    return parseMessage(withQuery(JSON.parse(data)));
  } catch {
    return undefined;
  }
}

/** The protocol has a text in every operation; one whose document is named may leave it out. */
function withQuery(message: unknown): unknown {
  if (!isRecord(message) || !isRecord(message['payload'])) return message;
  const { payload } = message;
  const { query = null } = payload;
  return query === null && isNamed(payload) ? { ...message, payload: { ...payload, query: '' } } : message;
}
