// The API's HTTP server: it accepts until it is told to close, then finishes what it has begun and is gone by a deadline.
import { createServer } from 'node:http';
import type { Rate } from '../../graphql/callers/token-buckets.ts';
import { createGraphqlHandler, type GraphqlHandlerOptions } from '../../graphql/http/graphql-handler.ts';
import { printSchemaText } from '../../graphql/schema/print-schema.ts';
import type { ReadinessReport } from '../../model/readiness.ts';
import { closeServer, listen, urlOf } from './listening.ts';
import { routeRequests, type AdditionalRoute } from './http-routes.ts';
import { answerWithoutUpgrade, isWebSocket } from './http-upgrade.ts';

const GRAPHQL_PATH = '/graphql';
/** The longest a client may take to send a request, in milliseconds. */
const REQUEST_MS = 30_000;
/** Longer than usual proxies keep an idle connection, so that they are the ones to close it. */
const KEEP_ALIVE_MS = 75_000;

export interface ApiServerOptions extends Omit<
  GraphqlHandlerOptions,
  'path' | 'origins' | 'trustsProxy' | 'callers'
> {
  readonly settings: {
    readonly host: string;
    /** 0 takes any free port. */
    readonly port: number;
    /** Origins from which browsers may call. */
    readonly corsOrigins?: readonly string[];
    readonly trustProxy?: boolean;
    readonly trustedProxies?: number;
    /** What each caller may ask for. */
    readonly rateLimit?: Rate | undefined;
  };
  readonly ready: () => Promise<ReadinessReport>;
  /** Not answered if omitted. */
  readonly metrics?: (() => Promise<string>) | undefined;
  readonly routes?: readonly AdditionalRoute[] | undefined;
}

export interface ApiServer {
  /** Throws PORT_IN_USE or LISTEN_FAILED. */
  start(): Promise<void>;
  /** Takes no more requests, ends subscriptions, finishes what runs; what is left after the deadline is cut off. */
  close(deadlineMs: number): Promise<void>;
  /** Where it listens: `http://localhost:4000`. */
  readonly url: string;
}

export function createApiServer(options: ApiServerOptions): ApiServer {
  const { settings, ready, metrics, schema, logger, routes: additional, ...rest } = options;
  const graphql = createGraphqlHandler({
    ...rest,
    schema,
    logger,
    path: GRAPHQL_PATH,
    origins: settings.corsOrigins ?? [],
    trustsProxy: settings.trustProxy,
    callers: { rate: settings.rateLimit, trustedProxies: settings.trustedProxies },
  });
  const routes = routeRequests({
    ...{ graphql, ready, metrics, logger, additional },
    schemaText: printSchemaText(schema),
  });
  const server = createServer(
    { requestTimeout: REQUEST_MS, keepAliveTimeout: KEEP_ALIVE_MS },
    routes.listener,
  );
  server.on('upgrade', (request, stream, head) => {
    if (isWebSocket(request)) routes.upgrade(request, stream, head);
    else answerWithoutUpgrade(server, request, { stream, head });
  });
  let closed: Promise<void> | undefined;

  return {
    start: () => listen(server, settings),
    close: (deadlineMs) => {
      closed ??= closeServer(server, deadlineMs, {
        stopWork: () => {
          routes.refuseFromNowOn();
          graphql.endStreams();
        },
        cutOff: () => {
          server.closeAllConnections();
          graphql.cutOffSockets();
        },
      });
      return closed;
    },
    get url() {
      return urlOf(server.address(), settings.host);
    },
  };
}
