// The addresses of the API: GraphQL, liveness, readiness, and the schema as text; everything else is 404.
import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import type { GraphqlHandler, Logger, ReadinessReport } from '../engine/runtime.ts';
import { sendJson, sendText } from './send-response.ts';

interface Routes {
  readonly listener: RequestListener;
  /** From now on only liveness and readiness are answered. */
  refuseFromNowOn(): void;
}

interface Parts {
  readonly graphql: GraphqlHandler;
  readonly ready: () => Promise<ReadinessReport>;
  readonly schemaText: string;
  readonly logger: Logger;
}

type Handle = (request: IncomingMessage, response: ServerResponse) => Promise<void>;

export function routeRequests(parts: Parts): Routes {
  const { graphql, schemaText, logger } = parts;
  let isStopping = false;
  const routes = new Map<string, Handle>([
    ['/graphql', (request, response) => (isStopping ? refuse(response) : graphql.handle(request, response))],
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
    const route = routes.get(request.url?.split('?', 1)[0] ?? '');
    if (route) await route(request, response);
    else sendJson(response, 404, { code: 'NOT_FOUND', message: 'There is nothing at this address.' });
  };
  return {
    listener: (request, response) => {
      // What a client that has gone makes fail is of no interest to anyone; unheard, it would end the process.
      response.on('error', () => {});
      handle(request, response).catch((err: unknown) => {
        logger.error({ err }, 'A request failed outside of GraphQL');
        if (response.headersSent) response.destroy();
        else sendJson(response, 500, { code: 'INTERNAL_SERVER_ERROR', message: 'Unexpected error' });
      });
    },
    refuseFromNowOn: () => {
      isStopping = true;
    },
  };
}

async function refuse(response: ServerResponse): Promise<void> {
  response.setHeader('retry-after', '1');
  const message = 'This server is shutting down; try again elsewhere.';
  sendJson(response, 503, { code: 'SHUTTING_DOWN', message });
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
  return { ready: false, dependencies: { server: { ok: false, detail } } };
}

function readOnly(answer: (response: ServerResponse) => Promise<void>): Handle {
  return async ({ method }, response) => {
    if (method === 'GET' || method === 'HEAD') return answer(response);
    response.setHeader('allow', 'GET, HEAD');
    sendJson(response, 405, { code: 'METHOD_NOT_ALLOWED', message: 'This address is only read.' });
  };
}
