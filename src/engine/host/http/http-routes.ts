// The addresses of the API: GraphQL, liveness, readiness, metrics, and the schema as text; everything else is 404.
import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import type { GraphqlHandler } from '../../graphql/http/graphql-handler.ts';
import { refuseUpgrade } from '../../graphql/socket/refuse-upgrade.ts';
import { probeRoutes, readOnly, type Handle, type ProbeParts } from './probe-routes.ts';
import { sendJson, sendText } from './send-response.ts';

interface Routes {
  readonly listener: RequestListener;
  /** For requests to become a WebSocket. */
  readonly upgrade: (request: IncomingMessage, stream: Duplex, head: Buffer) => void;
  /** From now on only liveness and readiness are answered. */
  refuseFromNowOn(): void;
}

interface Parts extends Omit<ProbeParts, 'isStopping'> {
  readonly graphql: GraphqlHandler;
  readonly schemaText: string;
  readonly additional?: readonly AdditionalRoute[] | undefined;
}

/** Everything at a path and below it. */
export interface AdditionalRoute {
  /** Without a slash at the end: `/storefront`. */
  readonly path: string;
  readonly handle: Handle;
}

export const NOTHING_HERE = { code: 'NOT_FOUND', message: 'There is nothing at this address.' };
const STOPPING = { code: 'SHUTTING_DOWN', message: 'This server is shutting down; try again elsewhere.' };
const RETRY_SOON = { 'retry-after': '1' };

export function routeRequests(parts: Parts): Routes {
  const { graphql, schemaText, logger, additional = [] } = parts;
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
    ['/schema.graphql', readOnly(async (response) => sendText(response, 200, schemaText))],
  ]);
  const handle: Handle = async (request, response) => {
    if (isStopping) response.setHeader('connection', 'close');
    const path = pathOf(request);
    const route = routes.get(path) ?? additional.find((each) => isBelow(each.path, path))?.handle;
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
      if (pathOf(request) !== '/graphql') return refuseUpgrade(stream, { status: 404, ...NOTHING_HERE });
      if (isStopping) return refuseUpgrade(stream, { status: 503, ...STOPPING, headers: RETRY_SOON });
      graphql.upgrade(request, stream, head);
    },
    refuseFromNowOn: () => {
      isStopping = true;
    },
  };
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
