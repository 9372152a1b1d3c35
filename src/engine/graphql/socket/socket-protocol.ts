// The protocol graphql-transport-ws over the sockets of a server: who calls, what is asked, what is answered.
// https://github.com/enisdenjo/graphql-ws/blob/master/PROTOCOL.md
import type { IncomingMessage } from 'node:http';
import type { ExecutionArgs, GraphQLError, GraphQLSchema } from 'graphql';
import { CloseCode, makeServer, type Context, type Server, type SubscribePayload } from 'graphql-ws';
import type { RequestContext, Services } from '../context.ts';
import { openOperation } from '../http/open-request.ts';
import { clientErrorOf, formatted } from '../errors.ts';
import { reportError } from '../report-errors.ts';
import { subscribeOperation } from '../subscribe-operation.ts';
import { LIMITS } from '../../model/limits.ts';
import type { Logger } from '../../model/logger.ts';
import type { OpenSocket } from './open-socket.ts';
import type { Callers } from './callers.ts';
import { coded, prepareOperation, type DocumentReader } from './operation.ts';

/** https://www.iana.org/assignments/websocket/websocket.xhtml#close-code-number */
const TRY_AGAIN_LATER = 1013;

export interface ProtocolOptions {
  readonly schema: GraphQLSchema;
  readonly services: Services;
  readonly logger: Logger;
  readonly readerFor: (context: RequestContext) => DocumentReader;
  /** Who calls; everybody is the same if omitted. Nothing for a caller that must show who it is first. */
  readonly principalOf?:
    ((request: Pick<IncomingMessage, 'headers'>) => Promise<string | undefined>) | undefined;
  /** How long a client may take to begin, in milliseconds. */
  readonly beginMs: number;
  readonly callers: Pick<Callers<OpenSocket>, 'admit'>;
}

type Params = Record<string, unknown>;
type SocketContext = Context<Params, OpenSocket>;

export function socketProtocol(options: ProtocolOptions): Server<OpenSocket> {
  const contexts = new WeakMap<SubscribePayload, RequestContext>();
  const shown = (payload: SubscribePayload, errors: readonly GraphQLError[]) => {
    const context = contexts.get(payload);
    return errors.map((error) => formatted(context ? reportError(error, context) : clientErrorOf(error)));
  };
  return makeServer<Params, OpenSocket>({
    connectionInitWaitTimeout: options.beginMs,
    onConnect: (socket) => admit(socket, options),
    onSubscribe: async (socket, _id, payload) => {
      const prepared = await prepare(socket, payload, options);
      if (prepared === undefined) return [coded('UNAUTHENTICATED', 'The token is not valid any more.')];
      contexts.set(payload, prepared.context);
      return prepared.result;
    },
    subscribe: subscribeOperation,
    onOperation: (...[{ extra: socket }, , payload, , result]) => {
      if (Symbol.asyncIterator in result) socket.beginStream(payload);
    },
    onNext: (...[{ extra: socket }, , payload, , { data, errors, extensions }]) => {
      const token = socket.streams(payload) ? undefined : contexts.get(payload)?.session.highest();
      return {
        ...(errors ? { errors: shown(payload, errors) } : {}),
        ...(data === undefined ? {} : { data }),
        // What the header of a response is over HTTP.
        ...(token === undefined ? {} : { extensions: { consistencyToken: token } }),
        ...(extensions ? { extensions } : {}),
      };
    },
    onError: (...[, , payload, errors]) => shown(payload, errors),
    onComplete: ({ extra: socket }, _id, payload) => socket.endStream(payload),
  });
}

async function admit(context: SocketContext, options: ProtocolOptions): Promise<boolean> {
  const principal = await callerOf(context, options);
  const { extra: socket } = context;
  // Who has gone meanwhile would never be counted out again.
  if (principal === undefined || socket.ended) return false;
  if (!options.principalOf || options.callers.admit(principal, socket)) return true;
  socket.close(TRY_AGAIN_LATER, 'Too many sockets');
  return false;
}

interface Prepared {
  readonly context: RequestContext;
  readonly result: ExecutionArgs | readonly GraphQLError[];
}

/** A socket outlives the token of its caller, but nothing begins in the name of a token that is not valid any more. */
async function prepare(
  socketContext: SocketContext,
  payload: SubscribePayload,
  options: ProtocolOptions,
): Promise<Prepared | undefined> {
  const { services, logger, schema, readerFor } = options;
  const { extra: socket } = socketContext;
  const principal = await callerOf(socketContext, options);
  if (principal === undefined) {
    socket.close(CloseCode.Forbidden, 'Forbidden');
    return undefined;
  }
  const { request, connection } = socket;
  const context = openOperation(request, { services, logger, principal, connection });
  context.session.receive(payload.extensions);
  if (socket.running > LIMITS.operationsPerSocket) return { context, result: [tooMany()] };
  return { context, result: prepareOperation(payload, { schema, reader: readerFor(context), context }) };
}

/** By the token the client began with, or else by the header of its first request. */
async function callerOf(
  { connectionParams = {}, extra: { request } }: SocketContext,
  { principalOf }: ProtocolOptions,
): Promise<string | undefined> {
  if (!principalOf) return 'anonymous';
  const sent = Object.entries(connectionParams).find(([name]) => name.toLowerCase() === 'authorization')?.[1];
  return principalOf(typeof sent === 'string' ? { headers: { authorization: sent } } : request);
}

function tooMany(): GraphQLError {
  const message = `At most ${LIMITS.operationsPerSocket} operations at a time on one WebSocket.`;
  return coded('TOO_MANY_OPERATIONS', message);
}
