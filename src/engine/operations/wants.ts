// The operator's list of what to look at, in sentences made from the status: each says what it is and where to look
// next.
import type { ProjectionReport } from '../model/operations.ts';
import { SILENT_MS, type PresentProcess } from '../model/presence.ts';
import type { StatusReport } from './projections-report.ts';

/** What is known beside the reports. */
export interface Servers {
  /** Why the queue is not heard; undefined if it is. */
  readonly queueTrouble: string | undefined;
  /** Of each Redis that forgets what it should keep: what to do. Processes are not ready until then. */
  readonly evicting: readonly string[];
}

interface Limits {
  readonly lagSlaMs: number;
}

/** Empty: nothing wants you. */
export function wantsOf(status: Omit<StatusReport, 'head'> & Servers, limits: Limits): readonly string[] {
  const { projections, reactions, processes, queueTrouble, evicting } = status;
  const reports = [...projections, ...reactions];
  const isFolded = hasWorker(processes);
  return [
    ...evicting,
    ...silent(processes),
    ...(isFolded ? [] : [withoutWorker(reports)]),
    ...(isFolded && queueTrouble !== undefined ? [`The queue is not heard: ${queueTrouble}.`] : []),
    ...reports.flatMap((report) => wantsOfOne(report, { ...limits, isFolded })),
  ];
}

/** Whether a worker is there and says so. */
export const hasWorker = (processes: readonly PresentProcess[]): boolean =>
  processes.some(({ roles, silentMs }) => roles.includes('worker') && silentMs < SILENT_MS);

const silent = (processes: readonly PresentProcess[]): readonly string[] =>
  processes
    .filter(({ silentMs }) => silentMs >= SILENT_MS)
    .map(
      ({ name, roles, silentMs }) =>
        `${name} (${roles.join(', ')}) has not been heard of for ${seconds(silentMs)}: it is gone, or it hangs.`,
    );

function withoutWorker(reports: readonly ProjectionReport[]): string {
  const behind = reports.filter(({ lagEvents }) => lagEvents > 0).map(({ name }) => name);
  const so = behind.length === 0 ? '' : ` Behind are ${behind.join(', ')}.`;
  return `No worker is there, so nothing is folded: start one (npm start -- worker).${so}`;
}

/** The same of one projection or reaction. @param isFolded if nothing is, that it is behind is no news. */
export function wantsOfOne(
  report: ProjectionReport,
  { lagSlaMs, isFolded }: Limits & { readonly isFolded: boolean },
): readonly string[] {
  const { name, parked, lagMs } = report;
  const wants = isFolded || report.state !== 'UNSERVED' ? [...ofState(report)] : [];
  if (parked > 0) wants.push(`${name}: ${parked} parked (npm run cli -- parked).`);
  if (isFolded && report.state === 'LIVE' && lagMs > lagSlaMs) {
    const most = `${seconds(lagSlaMs)} (LAG_SLA_MS)`;
    wants.push(`${name}: an event has been waiting for ${seconds(lagMs)}, and may for ${most}.`);
  }
  return wants;
}

const seconds = (ms: number): string => `${Math.round(ms / 100) / 10} s`;

function ofState({ name, state, lanes, paused }: ProjectionReport): readonly string[] {
  switch (state) {
    case 'STOPPED':
      return lanes.flatMap(({ lane, trouble }) =>
        trouble ? [`${lane}: stopped before ${trouble.type} at ${trouble.position}: ${trouble.reason}.`] : [],
      );
    case 'UNSERVED':
      return [`${name}: behind, and no worker that is there serves it.`];
    case 'PAUSED':
      return [
        `${name}: paused by ${paused?.by ?? 'somebody'} at ${paused?.at ?? 'a time that is not known'}: ` +
          `${paused?.reason ?? 'no reason is known'}. When that is over: npm run cli -- resume ${name}`,
      ];
    case 'FILLING':
    case 'LIVE':
      return [];
  }
}
