// The answer of `/metrics` in one process: its own counts and those of its siblings, and the system as it is now.
import { withinTime } from '../../async/within-time.ts';
import type { EvictionWatch } from '../../stores/redis/watch-eviction.ts';
import type { ReportStatus } from '../../operations/projections-report.ts';
import { metricsText } from '../../observability/metrics-text.ts';
import type { ProcessMetrics } from '../../observability/process-metrics.ts';
import { systemMetrics, type SystemFacts } from '../../observability/system-metrics.ts';
import type { Siblings } from '../processes/siblings.ts';

export interface MetricsSources {
  readonly metrics: ProcessMetrics;
  readonly siblings: Siblings | undefined;
  readonly report: ReportStatus;
  readonly jobs: () => Promise<Readonly<Record<string, number>>>;
  /** Rejects if the queue is not heard. */
  readonly checkQueue: () => Promise<unknown>;
  readonly eviction: Pick<EvictionWatch, 'faults'>;
  readonly lagSlaMs: number;
}

export type AnswerMetrics = () => Promise<string>;

const WITHIN_MS = 2000;

/** Never rejects for a server that is away: then the system is not known, which is a metric of its own. */
export function metricsAnswer(sources: MetricsSources): AnswerMetrics {
  const { metrics, siblings, lagSlaMs } = sources;
  return async () => {
    const [own, others, facts] = await Promise.all([
      metrics.read(),
      siblings?.gather() ?? [],
      factsOf(sources).catch(() => undefined),
    ]);
    return metricsText([own, ...others], await systemMetrics(facts, lagSlaMs));
  };
}

function factsOf({ report, jobs, checkQueue, eviction }: MetricsSources): Promise<SystemFacts> {
  const ask = async (): Promise<SystemFacts> => {
    const isHeard = checkQueue().then(
      () => true,
      () => false,
    );
    const [status, counts] = await Promise.all([report(), jobs()]);
    return { ...status, jobs: counts, isQueueHeard: await isHeard, evicts: eviction.faults().length > 0 };
  };
  return withinTime(ask(), WITHIN_MS, (cause) => new Error('The status is not known in time.', { cause }));
}
