// The supervisor's part where one of its processes gathers the reports of the others: it asks for them and hands them on.
import cluster, { type Worker } from 'node:cluster';
import { GatherReports, ReportOf, type Gathered, type Report, type Wanted } from './messages.ts';

interface Gathering {
  readonly missing: Set<number>;
  readonly reports: Report[];
  readonly end: () => void;
}

/** How long those are waited for that have not reported yet, in milliseconds. */
const WITHIN_MS = 1000;

export function gatherReports(): void {
  const gatherings = new Map<string, Gathering>();
  cluster.on('message', (worker, message: unknown) => {
    const request = GatherReports.safeParse(message).data;
    if (request)
      gatherings.set(
        request.id,
        begin(worker, request, () => gatherings.delete(request.id)),
      );
    const answer = ReportOf.safeParse(message).data;
    const gathering = answer && gatherings.get(answer.id);
    if (!gathering || !gathering.missing.delete(worker.id)) return;
    gathering.reports.push(answer.report);
    if (gathering.missing.size === 0) gathering.end();
  });
}

function begin(asker: Worker, { id }: GatherReports, ended: () => void): Gathering {
  const others = Object.values(cluster.workers ?? {}).flatMap((worker) =>
    worker && worker.id !== asker.id && worker.isConnected() ? [worker] : [],
  );
  const reports: Report[] = [];
  const end = (): void => {
    clearTimeout(late);
    ended();
    const gathered: Gathered = { kind: 'gathered', id, reports };
    if (asker.isConnected()) asker.send(gathered, () => {});
  };
  const late = setTimeout(end, WITHIN_MS);
  const wanted: Wanted = { kind: 'wanted', id };
  for (const other of others) other.send(wanted, () => {});
  // One that is alone just now gets its answer when it is known to wait.
  if (others.length === 0) setImmediate(end);
  return { missing: new Set(others.map((other) => other.id)), reports, end };
}
