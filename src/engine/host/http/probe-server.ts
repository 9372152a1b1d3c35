// The HTTP server of a process without an API: it answers machines that ask how the process is, and nothing else.
import { createServer } from 'node:http';
import type { ApiServer } from './server.ts';
import { pathOf } from './http-routes.ts';
import { closeServer, listen, urlOf } from './listening.ts';
import { probeRoutes, type ProbeParts } from './probe-routes.ts';
import { NOTHING_HERE, sendJson } from './send-response.ts';

interface ProbeServerOptions extends Omit<ProbeParts, 'isStopping'> {
  readonly host: string;
  /** 0 takes any free port. */
  readonly port: number;
}

export function createProbeServer(options: ProbeServerOptions): Omit<ApiServer, 'operationsUrl'> {
  const { host, logger } = options;
  let isStopping = false;
  const routes = new Map(probeRoutes({ ...options, isStopping: () => isStopping }));
  const server = createServer((request, response) => {
    response.on('error', () => {});
    const route = routes.get(pathOf(request));
    if (!route) return sendJson(response, 404, NOTHING_HERE);
    route(request, response).catch((err: unknown) => {
      logger.error({ err }, 'A request could not be answered.');
      if (response.headersSent) response.destroy();
      else sendJson(response, 500, { code: 'INTERNAL_SERVER_ERROR', message: 'Unexpected error' });
    });
  });
  return {
    start: () => listen(server, options),
    close: (deadlineMs) =>
      closeServer(server, deadlineMs, {
        stopWork: () => {
          isStopping = true;
        },
        cutOff: () => server.closeAllConnections(),
      }),
    get url() {
      return urlOf(server.address(), host);
    },
  };
}
