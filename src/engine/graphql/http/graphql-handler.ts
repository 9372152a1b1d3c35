// GraphQL over HTTP for a node:http server: JSON in, JSON or Server-Sent Events out, GraphiQL for a browser.
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { GraphQLSchema } from 'graphql';
import { createYoga } from 'graphql-yoga';
import type { RequestContext, Services } from '../context.ts';
import { clientErrorOf } from '../errors.ts';
import type { Logger } from '../../model/logger.ts';
import { graphiqlPage, type GraphiqlOptions } from './graphiql.ts';
import { CORRELATION_HEADER, openRequest, TOKEN_HEADER } from './open-request.ts';
import { requestPlugins } from './request-plugin.ts';
import { openStreams } from './streams.ts';

const BODY_BYTES = 1024 * 1024;
const PATIENCE_MS = 60_000;

export interface GraphqlHandlerOptions {
  readonly schema: GraphQLSchema;
  readonly services: Services;
  readonly logger: Logger;
  readonly path: string;
  /** Origins from which browsers may call; `*` for all, none if empty. Cookies are never accepted. */
  readonly origins: readonly string[];
  readonly graphiql?: GraphiqlOptions | undefined;
  /** Who calls; everybody is the same if omitted. Nothing for a caller that must show who it is first. */
  readonly principalOf?: ((request: IncomingMessage) => Promise<string | undefined>) | undefined;
  /** How long a subscriber may leave what was sent to it unread; 60 s if omitted. */
  readonly patienceMs?: number | undefined;
}

export interface GraphqlHandler {
  handle(request: IncomingMessage, response: ServerResponse): Promise<void>;
  /** Ends the streams of updates so that their clients connect again, elsewhere. */
  endStreams(): void;
}

export function createGraphqlHandler(options: GraphqlHandlerOptions): GraphqlHandler {
  const { schema, services, logger, path, origins, principalOf } = options;
  const streams = openStreams(options.patienceMs ?? PATIENCE_MS);
  const yoga = createYoga<RequestContext, RequestContext>({
    schema,
    graphqlEndpoint: path,
    plugins: [...requestPlugins()],
    maskedErrors: { errorMessage: 'Unexpected error', maskError: clientErrorOf },
    logging: { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} },
    maxRequestBodySize: BODY_BYTES,
    multipart: false,
    batching: false,
    landingPage: false,
    cors: corsOf(origins),
    ...graphiqlPage(options.graphiql),
  });
  return {
    handle: async (request, response) => {
      if (!hasUrl(request)) {
        response.writeHead(400, { 'content-type': 'application/json; charset=utf-8' });
        response.end(JSON.stringify({ errors: [{ message: 'The host is malformed.' }] }));
        return;
      }
      const connection = streams.connectionOf(response);
      // A preflight carries no credentials by design.
      const isOpen = principalOf === undefined || request.method === 'OPTIONS';
      const principal = isOpen ? 'anonymous' : await principalOf(request);
      if (principal === undefined) {
        demandToken(response);
        return;
      }
      const context = openRequest(request, { services, logger, principal, connection });
      response.setHeader(CORRELATION_HEADER, context.correlationId);
      await yoga(request, response, context);
    },
    endStreams: streams.end,
  };
}

/** https://www.rfc-editor.org/rfc/rfc6750#section-3 */
function demandToken(response: ServerResponse): void {
  response.writeHead(401, {
    'content-type': 'application/json; charset=utf-8',
    'www-authenticate': 'Bearer',
  });
  const message = 'Send a valid bearer token in the authorization header.';
  response.end(JSON.stringify({ errors: [{ message, extensions: { code: 'UNAUTHENTICATED' } }] }));
}

/** Yoga would answer an address it can't read with a stack trace. */
function hasUrl({ url = '', headers: { host = 'localhost' } }: IncomingMessage): boolean {
  return URL.canParse(`http://${host}${url}`);
}

function corsOf(origins: readonly string[]) {
  if (origins.length === 0) return false;
  return {
    origin: [...origins],
    credentials: false,
    methods: ['GET', 'POST', 'OPTIONS'],
    exposedHeaders: [TOKEN_HEADER, CORRELATION_HEADER],
    maxAge: 600,
  };
}
