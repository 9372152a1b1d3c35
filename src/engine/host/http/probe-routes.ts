// The addresses that machines ask how a process is: liveness, readiness, metrics.
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Logger } from '../../model/logger.ts';
import type { ReadinessReport } from '../../model/readiness.ts';
import { sendJson, sendText } from './send-response.ts';

export type Handle = (request: IncomingMessage, response: ServerResponse) => Promise<void>;

export interface ProbeParts {
  readonly ready: () => Promise<ReadinessReport>;
  /** Nothing is there if omitted. */
  readonly metrics?: (() => Promise<string>) | undefined;
  readonly logger: Logger;
  readonly isStopping: () => boolean;
}

/** As prom-client writes it. */
const METRICS_TYPE = 'text/plain; version=0.0.4; charset=utf-8';

export function probeRoutes(parts: ProbeParts): readonly (readonly [path: string, handle: Handle])[] {
  const { metrics, isStopping } = parts;
  return [
    ['/health', readOnly(async (response) => sendJson(response, 200, { status: 'ok' }))],
    [
      '/ready',
      readOnly(async (response) => {
        const report = isStopping() ? notReady('shutting down') : await checkReadiness(parts);
        sendJson(response, report.ready ? 200 : 503, report);
      }),
    ],
    ...(metrics
      ? [
          [
            '/metrics',
            readOnly(async (response) => sendText(response, 200, await metrics(), METRICS_TYPE)),
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

export function readOnly(answer: (response: ServerResponse) => Promise<void>): Handle {
  return async ({ method }, response) => {
    if (method === 'GET' || method === 'HEAD') return answer(response);
    response.setHeader('allow', 'GET, HEAD');
    sendJson(response, 405, { code: 'METHOD_NOT_ALLOWED', message: 'This address is only read.' });
  };
}
