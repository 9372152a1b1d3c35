// The addresses of the API: GraphQL, liveness, readiness, and the schema as text; everything else is 404.
import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import type { GraphqlHandler } from '../../graphql/http/graphql-handler.ts';
import { refuseUpgrade } from '../../graphql/socket/refuse-upgrade.ts';
import type { Logger } from '../../model/logger.ts';
import type { ReadinessReport } from '../../model/readiness.ts';
import { sendJson, sendText } from './send-response.ts';

interface Routes {
  readonly listener: RequestListener;
  /** For requests to become a WebSocket. */
  readonly upgrade: (request: IncomingMessage, stream: Duplex, head: Buffer) => void;
  /** From now on only liveness and readiness are answered. */
  refuseFromNowOn(): void;
}

interface Parts {
  readonly graphql: GraphqlHandler;
  readonly ready: () => Promise<ReadinessReport>;
  readonly schemaText: string;
  readonly logger: Logger;
  readonly additional?: readonly AdditionalRoute[] | undefined;
}

/** Everything at a path and below it. */
export interface AdditionalRoute {
  /** Without a slash at the end: `/storefront`. */
  readonly path: string;
  readonly handle: Handle;
}

const NOTHING_HERE = { code: 'NOT_FOUND', message: 'There is nothing at this address.' };
const STOPPING = { code: 'SHUTTING_DOWN', message: 'This server is shutting down; try again elsewhere.' };
const RETRY_SOON = { 'retry-after': '1' };

type Handle = (request: IncomingMessage, response: ServerResponse) => Promise<void>;

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
    ['/health', readOnly(async (response) => sendJson(response, 200, { status: 'ok' }))],
    [
      '/ready',
      readOnly(async (response) => {
        const report = isStopping ? notReady('shutting down') : await checkReadiness(parts);
        sendJson(response, report.ready ? 200 : 503, report);
      }),
    ],
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

async function checkReadiness({ ready, logger }: Parts): Promise<ReadinessReport> {
  try {
    return await ready();
  } catch (err) {
    logger.error({ err }, 'The readiness check failed');
    return notReady('the check failed');
  }
}

function notReady(detail: string): ReadinessReport {
  return { ready: false, degraded: true, dependencies: { server: { ok: false, detail } }, lanes: [] };
}

function readOnly(answer: (response: ServerResponse) => Promise<void>): Handle {
  return async ({ method }, response) => {
    if (method === 'GET' || method === 'HEAD') return answer(response);
    response.setHeader('allow', 'GET, HEAD');
    sendJson(response, 405, { code: 'METHOD_NOT_ALLOWED', message: 'This address is only read.' });
  };
}
