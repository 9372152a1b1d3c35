// Findings about the system: who is there, in which versions, whether the queue is heard, and how read models go on.
import { counted } from '../../model/counted.ts';
import { about, type Finding } from '../../model/findings.ts';
import type { ProjectionReport } from '../../model/operations.ts';
import type { PresentProcess } from '../../model/presence.ts';
import type { SystemStatus } from '../../operations/open-status.ts';
import { hasWorker, wantsOfOne } from '../../operations/wants.ts';
import { packageVersion } from '../package-version.ts';

export function systemFindings(
  { projections, reactions, processes, queueTrouble }: SystemStatus,
  limits: { readonly lagSlaMs: number },
): readonly Finding[] {
  const workers = processes.filter(({ roles }) => roles.includes('worker'));
  // Without a worker all are behind, which is said once.
  const isFolded = hasWorker(processes);
  const lanes = [...projections, ...reactions].flatMap((report) =>
    wantsOfOne(report, { ...limits, isFolded }).map((text) => about('read models')[severityOf(report)](text)),
  );
  const counts = `${projections.length} read models and ${counted(reactions.length, 'reaction')}`;
  return [
    workersFinding(workers, isFolded),
    ...(workers.length > 0 ? [queueFinding(queueTrouble)] : []),
    ...versionFindings(processes),
    ...(lanes.length > 0 ? lanes : workers.length > 0 ? [about('read models').ok(`${counts} go on`)] : []),
  ];
}

const severityOf = ({ state }: ProjectionReport): 'bad' | 'warn' =>
  state === 'STOPPED' || state === 'UNSERVED' ? 'bad' : 'warn';

function workersFinding(workers: readonly PresentProcess[], isFolded: boolean): Finding {
  const names = workers.map(({ name }) => name).join(', ');
  if (isFolded) return about('workers').ok(names);
  const which = names === '' ? 'none is there' : `nothing is heard of ${names}`;
  return about('workers').bad(`${which}, so nothing is folded: start one (npm start -- worker).`);
}

function queueFinding(trouble: string | undefined): Finding {
  const queue = about('queue');
  if (trouble === undefined) return queue.ok('heard by workers');
  return queue.warn(`${trouble}. Look at REDIS_URL of the workers, and at QUEUE_SILENT in their logs.`);
}

function versionFindings(processes: readonly PresentProcess[]): readonly Finding[] {
  const versions = [...new Set(processes.map(({ version }) => version))].toSorted();
  const finding = about('versions');
  if (versions.length === 0) return [];
  if (versions.length > 1) {
    const counted = versions.map(
      (version) => `${processes.filter((each) => each.version === version).length} of ${version}`,
    );
    return [
      finding.warn(
        `processes of several are there: ${counted.join(', ')}. End the old ones if no deploy is under way.`,
      ),
    ];
  }
  const own = packageVersion();
  if (!versions.includes(own)) {
    return [
      finding.warn(`processes are of ${versions.join()}, and this command line is of ${own}: use theirs.`),
    ];
  }
  return [finding.ok(`all processes are of ${own}`)];
}
