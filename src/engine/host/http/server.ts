// The API's HTTP server: it accepts until it is told to close, then finishes what it has begun and is gone by a deadline.
import { createServer } from 'node:http';
import type { Rate } from '../../graphql/callers/token-buckets.ts';
import {
  createGraphqlHandler,
  type GraphqlHandler,
  type GraphqlHandlerOptions,
} from '../../graphql/http/graphql-handler.ts';
import { printSchemaText } from '../../graphql/schema/print-schema.ts';
import type { ReadinessReport } from '../../model/readiness.ts';
import { closeServer, listen, urlOf } from './listening.ts';
import { createGate, openToAll } from './gate.ts';
import { routeRequests, type AdditionalRoute, type Routes } from './http-routes.ts';
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
    /** Names by which pages may call where nobody has to show who it is; any if omitted. */
    readonly allowedHosts?: readonly string[];
    /** Another port, where everything is shown to who can reach it. */
    readonly operationsPort?: number | undefined;
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
  /** Where operators come in; undefined without a port of their own. */
  readonly operationsUrl: string | undefined;
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
  const gate = createGate({
    ...{ authenticate: rest.authenticate, hosts: settings.allowedHosts },
    hidesSchema: rest.hidesSchema ?? false,
  });
  const parts = { graphql, ready, metrics, logger, additional, schemaText: printSchemaText(schema) };
  const main = listener(routeRequests({ ...parts, gate }), settings);
  const { operationsPort: port } = settings;
  const operations =
    port === undefined
      ? undefined
      : listener(routeRequests({ ...parts, gate: openToAll(gate) }), { ...settings, port });
  const listeners = operations ? [main, operations] : [main];
  let closed: Promise<void> | undefined;

  return {
    start: async () => {
      await Promise.all(listeners.map((each) => each.start()));
    },
    close: (deadlineMs) => {
      closed ??= Promise.all(listeners.map((each) => each.close(deadlineMs, graphql))).then(() => {});
      return closed;
    },
    get url() {
      return main.url();
    },
    get operationsUrl() {
      return operations?.url();
    },
  };
}

interface At {
  readonly host: string;
  readonly port: number;
}

/** One port with what is answered there. */
function listener(routes: Routes, at: At) {
  const server = createServer(
    { requestTimeout: REQUEST_MS, keepAliveTimeout: KEEP_ALIVE_MS },
    routes.listener,
  );
  server.on('upgrade', (request, stream, head) => {
    if (isWebSocket(request)) routes.upgrade(request, stream, head);
    else answerWithoutUpgrade(server, request, { stream, head });
  });
  return {
    start: () => listen(server, at),
    close: (deadlineMs: number, graphql: GraphqlHandler) =>
      closeServer(server, deadlineMs, {
        stopWork: () => {
          routes.refuseFromNowOn();
          graphql.endStreams();
        },
        cutOff: () => {
          server.closeAllConnections();
          graphql.cutOffSockets();
        },
      }),
    url: () => urlOf(server.address(), at.host),
  };
}
