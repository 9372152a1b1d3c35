// Projections that somebody should look at, as `/ready` names them: looked at every few seconds, however often it is asked.
import { believed } from '../async/believed.ts';
import { withinTime } from '../async/within-time.ts';
import type { ProjectionReport } from '../model/operations.ts';
import type { ProjectionTrouble } from '../model/readiness.ts';
import type { ReportStatus } from '../operations/projections-report.ts';

const BELIEVED_MS = 5000;
const WITHIN_MS = 1500;

/** Rejects if a server does not answer in time. */
export function projectionTroubles(report: ReportStatus): () => Promise<readonly ProjectionTrouble[]> {
  return believed(async () => {
    const late = (cause: unknown) => new Error('The status is not known in time.', { cause });
    const { projections, reactions } = await withinTime(report(), WITHIN_MS, late);
    return [...projections, ...reactions].filter(isInTrouble).map(troubleOf);
  }, BELIEVED_MS);
}

/** What is filled for the first time, and lanes that stand, are said elsewhere in the report. */
const isInTrouble = ({ state, parked }: ProjectionReport): boolean =>
  state === 'PAUSED' || state === 'UNSERVED' || parked > 0;

function troubleOf({ name, state, lanes, lagEvents, lagMs, parked }: ProjectionReport): ProjectionTrouble {
  const inState = lanes.filter((lane) => lane.state === state).map(({ lane }) => lane);
  return { projection: name, state, lanes: inState, lagEvents, lagMs, parked };
}
