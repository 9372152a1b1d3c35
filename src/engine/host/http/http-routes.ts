// The addresses of the API: GraphQL, liveness, readiness, metrics, and the schema as text; everything else is 404.
import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import type { GraphqlHandler } from '../../graphql/http/graphql-handler.ts';
import { refuseUpgrade } from '../../graphql/socket/refuse-upgrade.ts';
import { probeRoutes, readOnly, type Handle, type ProbeParts } from './probe-routes.ts';
import { NOTHING_HERE, sendJson, sendText } from './send-response.ts';
import { shield } from '../../graphql/http/shield.ts';
import type { Gate } from './gate.ts';

export interface Routes {
  readonly listener: RequestListener;
  /** For requests to become a WebSocket. */
  readonly upgrade: (request: IncomingMessage, stream: Duplex, head: Buffer) => void;
  /** From now on only liveness and readiness are answered. */
  refuseFromNowOn(): void;
}

interface Parts extends Omit<ProbeParts, 'isStopping' | 'gate'> {
  readonly gate: Gate;
  readonly graphql: GraphqlHandler;
  readonly schemaText: string;
  readonly additional?: readonly AdditionalRoute[] | undefined;
}

/** Everything at a path and below it. */
export interface AdditionalRoute {
  /** Without a slash at the end: `/storefront`. */
  readonly path: string;
  readonly handle: Handle;
  /** Nothing is there for anybody else. */
  readonly isForOperators?: true;
}

const UNKNOWN_HOST = {
  code: 'UNKNOWN_HOST',
  message: 'The server is not known by this name. Add it to ALLOWED_HOSTS if it should be.',
};
const STOPPING = { code: 'SHUTTING_DOWN', message: 'This server is shutting down; try again elsewhere.' };
const RETRY_SOON = { 'retry-after': '1' };

export function routeRequests(parts: Parts): Routes {
  const { graphql, gate, logger } = parts;
  let isStopping = false;
  const routes = new Map<string, Handle>([
    [
      '/graphql',
      async (request, response) => {
        if (graphql.showToPages(request, response)) return;
        await (isStopping ? refuse(response) : graphql.handle(request, response));
      },
    ],
    ...probeRoutes({ ...parts, isStopping: () => isStopping }),
    ['/schema.graphql', schemaRoute(parts)],
  ]);
  const handle: Handle = async (request, response) => {
    if (isStopping) response.setHeader('connection', 'close');
    if (!gate.knowsHost(request)) return sendJson(response, 421, UNKNOWN_HOST);
    const path = pathOf(request);
    // What GraphQL answers is shielded there, where it costs least.
    if (path !== '/graphql') shield(response);
    const route = routes.get(path) ?? (await additionalRoute(parts, request, path));
    if (route) await route(request, response);
    else sendJson(response, 404, NOTHING_HERE);
  };
  return {
    listener: (request, response) => {
      // What a client that has gone makes fail is of no interest to anyone; unheard, it would end the process.
      response.on('error', ignore);
      handle(request, response).catch((err: unknown) => {
        logger.error({ err }, 'A request failed outside of GraphQL');
        if (response.headersSent) response.destroy();
        else sendJson(response, 500, { code: 'INTERNAL_SERVER_ERROR', message: 'Unexpected error' });
      });
    },
    upgrade: (request, stream, head) => {
      if (!gate.knowsHost(request)) return refuseUpgrade(stream, { status: 421, ...UNKNOWN_HOST });
      if (pathOf(request) !== '/graphql') return refuseUpgrade(stream, { status: 404, ...NOTHING_HERE });
      if (isStopping) return refuseUpgrade(stream, { status: 503, ...STOPPING, headers: RETRY_SOON });
      graphql.upgrade(request, stream, head);
    },
    refuseFromNowOn: () => {
      isStopping = true;
    },
  };
}

function schemaRoute({ gate, schemaText }: Parts): Handle {
  return readOnly(async (response, request) => {
    if (await gate.maySeeSchema(request)) sendText(response, 200, schemaText);
    else sendJson(response, 404, NOTHING_HERE);
  });
}

async function additionalRoute(
  { additional = [], gate }: Parts,
  request: IncomingMessage,
  path: string,
): Promise<Handle | undefined> {
  const route = additional.find((each) => isBelow(each.path, path));
  return route?.isForOperators && !(await gate.isOperator(request)) ? undefined : route?.handle;
}

const ignore = (): void => {};

const isBelow = (top: string, path: string): boolean => path === top || path.startsWith(`${top}/`);

async function refuse(response: ServerResponse): Promise<void> {
  response.setHeaders(new Map(Object.entries(RETRY_SOON)));
  sendJson(response, 503, STOPPING);
}

/** Without the query. */
export function pathOf({ url = '' }: IncomingMessage): string {
  return url.split('?', 1)[0] ?? '';
}
