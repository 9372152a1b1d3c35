// GraphQL for a node:http server: JSON in, JSON or Server-Sent Events out, WebSockets, GraphiQL for a browser.
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import type { GraphQLSchema } from 'graphql';
import { createYoga } from 'graphql-yoga';
import { documentReaderOf } from '../admission/document-reader.ts';
import { hidingSchema } from '../admission/hide-schema.ts';
import type { Authenticate } from '../caller.ts';
import { createCallerLimits, type CallerLimitsOptions } from '../callers/caller-limits.ts';
import type { RequestContext, Services } from '../context.ts';
import { clientErrorOf } from '../errors.ts';
import { LIMITS } from '../../model/limits.ts';
import type { Logger } from '../../model/logger.ts';
import { watchUnread, type UnreadWatch } from '../watch-unread.ts';
import { createGraphqlSockets } from '../socket/graphql-sockets.ts';
import { answerOptions, showToPages } from './cors.ts';
import { answerPosts } from './answer-post.ts';
import { eventStreams } from './event-stream.ts';
import { graphiqlPage, type GraphiqlOptions } from './graphiql.ts';
import { CORRELATION_HEADER, openRequest } from '../open-request.ts';
import { admitCaller } from './admit-caller.ts';
import { requestPlugins, type RequestOptions } from './request-plugin.ts';
import { shield } from './shield.ts';
import { openStreams } from './streams.ts';
import { tokensOf } from '../tokens-of.ts';
import { sentDocuments } from '../trusted/sent-documents.ts';
import type { TrustedDocuments } from '../trusted/trusted-documents.ts';

const PATIENCE_MS = 60_000;
const HEARTBEAT_MS = 12_000;
const BEGIN_MS = 3_000;

export interface GraphqlHandlerOptions {
  readonly schema: GraphQLSchema;
  readonly services: Services;
  readonly logger: Logger;
  readonly path: string;
  /** Origins from which browsers may call; `*` for all, none if empty. Cookies are never accepted. */
  readonly origins: readonly string[];
  /** Whether a proxy in front says at which address browsers see the server. */
  readonly trustsProxy?: boolean | undefined;
  readonly graphiql?: GraphiqlOptions | undefined;
  /** Whether callers without a token see neither the schema nor its names in suggestions; false if omitted. */
  readonly hidesSchema?: boolean | undefined;
  /** Documents are sent and never named if omitted. */
  readonly trusted?: TrustedDocuments | undefined;
  /** How much each caller may do. */
  readonly callers?: CallerLimitsOptions | undefined;
  /** Everybody is the same if omitted. */
  readonly authenticate?: Authenticate | undefined;
  /** How long a subscriber may leave what was sent to it unread; 60 s if omitted. */
  readonly patienceMs?: number | undefined;
  /** How often the peer of a WebSocket is asked whether it is there, and a stream of events says so; 12 s if omitted. */
  readonly heartbeatMs?: number | undefined;
  /** How long a client may take to begin on a WebSocket; 3 s if omitted. */
  readonly beginMs?: number | undefined;
}

export interface GraphqlHandler {
  /** Says which pages may read what will be answered. True if that was all they asked for: then it is answered. */
  showToPages(request: IncomingMessage, response: ServerResponse): boolean;
  handle(request: IncomingMessage, response: ServerResponse): Promise<void>;
  /** Takes over a connection that asks to become a WebSocket. */
  upgrade(request: IncomingMessage, stream: Duplex, head: Buffer): void;
  /** Ends the streams of updates, and the WebSockets, so that their clients connect again, elsewhere. */
  endStreams(): void;
  /** What a server does not see as its own connections any more. */
  cutOffSockets(): void;
}

export function createGraphqlHandler(options: GraphqlHandlerOptions): GraphqlHandler {
  const { schema, services, logger, origins, authenticate, trusted = sentDocuments } = options;
  const known = documentReaderOf(schema);
  const reader = options.hidesSchema === true ? hidingSchema(known) : known;
  const unread = watchUnread(options.patienceMs ?? PATIENCE_MS);
  const limits = createCallerLimits(options.callers ?? {});
  const tokens = tokensOf(schema);
  const hasUrl = urlCheck();
  const events = eventStreams(options.heartbeatMs ?? HEARTBEAT_MS);
  const streams = openStreams(events);
  const answerPost = answerPosts({ schema, reader, trusted, streams: events });
  const yoga = yogaOn(options, { reader, trusted });
  const page = graphiqlPage(options.graphiql, { needsToken: authenticate !== undefined });
  const sockets = createGraphqlSockets({
    ...{ schema, reader, trusted, services, logger, limits, origins, authenticate, unread },
    trustsProxy: options.trustsProxy ?? false,
    heartbeatMs: options.heartbeatMs ?? HEARTBEAT_MS,
    beginMs: options.beginMs ?? BEGIN_MS,
  });
  return {
    showToPages: (request, response) => {
      showToPages(request, response, origins);
      if (request.method === 'OPTIONS') answerOptions(request, response);
      return request.method === 'OPTIONS';
    },
    handle: async (request, response) => {
      if (!hasUrl(request)) return refuseHost(response);
      if (page?.isAskedFor(request)) return page.answer(response);
      const connection = streams.connectionOf(response);
      const caller = await admitCaller(request, response, authenticate);
      if (!caller) return;
      const context = openRequest(request, { services, logger, caller, limits, connection, tokens });
      await unread.room();
      const answered = await answerPost(request, response, context);
      // Nearly every answer has left by now.
      if (answered === 'answered' && response.writableLength === 0) return;
      watchResponse(response, unread);
      if (answered) return;
      shield(response);
      nameJson(request);
      response.setHeader(CORRELATION_HEADER, context.correlationId);
      await yoga(request, response, context);
    },
    upgrade: sockets.upgrade,
    endStreams: () => {
      streams.end();
      sockets.end();
    },
    cutOffSockets: sockets.cutOff,
  };
}

function yogaOn({ schema, path }: GraphqlHandlerOptions, documents: RequestOptions) {
  return createYoga<RequestContext, RequestContext>({
    schema,
    graphqlEndpoint: path,
    plugins: [...requestPlugins(documents)],
    // The reader has its own, bounded in bytes.
    parserAndValidationCache: false,
    maskedErrors: { errorMessage: 'Unexpected error', maskError: clientErrorOf },
    logging: { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} },
    maxRequestBodySize: LIMITS.requestBytes,
    multipart: false,
    batching: false,
    landingPage: false,
    cors: false,
    graphiql: false,
  });
}

function watchResponse(response: ServerResponse, { watch }: UnreadWatch): void {
  const { socket } = response;
  if (!socket) return;
  const leave = watch({
    stream: socket,
    waiting: () => response.writableLength,
    cut: () => response.destroy(),
  });
  response.once('close', leave);
}

/** Media types are the same in any case; Yoga knows this one in lower case. */
function nameJson({ headers }: IncomingMessage): void {
  const [type, ...parameters] = headers['content-type']?.split(';') ?? [];
  if (type?.trim().toLowerCase() !== 'application/json') return;
  headers['content-type'] = ['application/json', ...parameters].join(';');
}

/** Yoga would answer an address it can't read with a stack trace. */
function urlCheck(): (request: IncomingMessage) => boolean {
  let known = '';
  return ({ url = '', headers: { host = 'localhost' } }) => {
    const address = `http://${host}${url}`;
    // Nearly all requests have the same one.
    if (address === known) return true;
    if (!URL.canParse(address)) return false;
    known = address;
    return true;
  };
}

function refuseHost(response: ServerResponse): void {
  shield(response);
  response.writeHead(400, { 'content-type': 'application/json; charset=utf-8' });
  response.end(JSON.stringify({ errors: [{ message: 'The host is malformed.' }] }));
}
