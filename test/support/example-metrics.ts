// A text of /metrics in which each metric has a sample, as a shop that is in use gives it.
import { shop } from '../../src/app/system.ts';
import { metricsText } from '../../src/engine/observability/metrics-text.ts';
import { processMetrics } from '../../src/engine/observability/process-metrics.ts';
import { systemMetrics } from '../../src/engine/observability/system-metrics.ts';
import type { ProjectionReport } from '../../src/engine/model/operations.ts';

const ORDER: ProjectionReport = {
  ...{ name: 'order', state: 'LIVE', version: 1, generations: [], head: '1', position: '1', lanes: [] },
  ...{ lagEvents: 0, lagMs: 0, lastUpdatedAt: '2026-11-30T00:00:00.000Z', parked: 0 },
  ...{ oldestParkedAt: undefined, paused: undefined, rebuild: undefined },
};

export async function exampleMetrics(): Promise<string> {
  const metrics = processMetrics(shop, { lagSlaMs: 500 });
  metrics.commands.done('payOrder', 'accepted', 1);
  metrics.commands.conflict('payOrder');
  metrics.reads.took('order', 1);
  metrics.reads.versioned('reached');
  metrics.lag('order', 1);
  metrics.serving('order', 1);
  const facts = {
    ...{ projections: [ORDER], reactions: [], processes: [], jobs: { waiting: 0 } },
    ...{ isQueueHeard: true, evicts: false },
  };
  return metricsText([await metrics.read()], await systemMetrics(facts, 500));
}
