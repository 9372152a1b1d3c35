// The operator's list of what to look at, in sentences made from the status: each says what it is and where to look
// next.
import type { ProjectionReport } from '../model/operations.ts';
import type { SystemStatus } from './open-status.ts';

interface Limits {
  readonly lagSlaMs: number;
}

/** Empty: nothing wants you. */
export function wantsOf(status: SystemStatus, limits: Limits): readonly string[] {
  const { projections, reactions, processes, queueTrouble } = status;
  const hasWorker = processes.some(({ roles }) => roles.includes('worker'));
  return [
    ...(hasWorker ? [] : ['No worker is there: start one (npm start -- worker).']),
    ...(hasWorker && queueTrouble !== undefined ? [`The queue is not heard: ${queueTrouble}.`] : []),
    ...[...projections, ...reactions].flatMap((report) => wantsOfOne(report, limits)),
  ];
}

/** The same of one projection or reaction. */
export function wantsOfOne(report: ProjectionReport, { lagSlaMs }: Limits): readonly string[] {
  const { name, parked, lagMs } = report;
  const wants = [...ofState(report)];
  if (parked > 0) wants.push(`${name}: ${parked} parked (npm run cli -- parked).`);
  if (report.state === 'LIVE' && lagMs > lagSlaMs) {
    wants.push(`${name}: an event has been waiting for ${lagMs} ms, and may for ${lagSlaMs} (LAG_SLA_MS).`);
  }
  return wants;
}

function ofState({ name, state, lanes, paused }: ProjectionReport): readonly string[] {
  switch (state) {
    case 'STOPPED':
      return lanes.flatMap(({ lane, trouble }) =>
        trouble ? [`${lane}: stopped before ${trouble.type} at ${trouble.position}: ${trouble.reason}.`] : [],
      );
    case 'UNSERVED':
      return [`${name}: behind, and no worker that is there serves it.`];
    case 'PAUSED':
      return [`${name}: paused by ${paused?.by ?? 'somebody'}: ${paused?.reason ?? 'no reason is known'}.`];
    case 'FILLING':
    case 'LIVE':
      return [];
  }
}
