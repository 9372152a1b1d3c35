// The addresses that machines ask how a process is: liveness, readiness, metrics.
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Logger } from '../../model/logger.ts';
import type { Gate } from './gate.ts';
import type { ReadinessReport } from '../../model/readiness.ts';
import { NOTHING_HERE, sendJson, sendText } from './send-response.ts';

export type Handle = (request: IncomingMessage, response: ServerResponse) => Promise<void>;

export interface ProbeParts {
  /** Who may see more than whether it is up; everybody if omitted. */
  readonly gate?: Pick<Gate, 'isOperator'> | undefined;
  readonly ready: () => Promise<ReadinessReport>;
  /** Nothing is there if omitted. */
  readonly metrics?: (() => Promise<string>) | undefined;
  readonly logger: Logger;
  readonly isStopping: () => boolean;
}

/** As prom-client writes it. */
const METRICS_TYPE = 'text/plain; version=0.0.4; charset=utf-8';

export function probeRoutes(parts: ProbeParts): readonly (readonly [path: string, handle: Handle])[] {
  const { metrics, gate, isStopping } = parts;
  return [
    ['/health', readOnly(async (response) => sendJson(response, 200, { status: 'ok' }))],
    [
      '/ready',
      readOnly(async (response, request) => {
        const report = isStopping() ? notReady('shutting down') : await checkReadiness(parts);
        const isShown = !gate || (await gate.isOperator(request));
        const status = report.ready ? 'up' : 'down';
        sendJson(response, report.ready ? 200 : 503, isShown ? report : { status });
      }),
    ],
    ...(metrics
      ? [
          [
            '/metrics',
            readOnly(async (response, request) => {
              if (gate && !(await gate.isOperator(request))) return sendJson(response, 404, NOTHING_HERE);
              sendText(response, 200, await metrics(), METRICS_TYPE);
            }),
          ] as const,
        ]
      : []),
  ];
}

async function checkReadiness({ ready, logger }: ProbeParts): Promise<ReadinessReport> {
  try {
    return await ready();
  } catch (err) {
    logger.error({ err }, 'The readiness check failed');
    return notReady('the check failed');
  }
}

function notReady(detail: string): ReadinessReport {
  return {
    ready: false,
    degraded: true,
    dependencies: { server: { ok: false, detail } },
    lanes: [],
    projections: [],
  };
}

export function readOnly(
  answer: (response: ServerResponse, request: IncomingMessage) => Promise<void>,
): Handle {
  return async (request, response) => {
    if (request.method === 'GET' || request.method === 'HEAD') return answer(response, request);
    response.setHeader('allow', 'GET, HEAD');
    sendJson(response, 405, { code: 'METHOD_NOT_ALLOWED', message: 'This address is only read.' });
  };
}
