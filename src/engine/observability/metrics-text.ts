// The answer of `/metrics`: what all processes of a role have counted, added up, and the system as it is now.
import { AggregatorRegistry } from 'prom-client';

/** @param ofProcesses what `ProcessMetrics.read` gave in each. */
export async function metricsText(
  ofProcesses: readonly (readonly object[])[],
  ofSystem: string,
): Promise<string> {
  const counted = await AggregatorRegistry.aggregate(ofProcesses.map((metrics) => [...metrics])).metrics();
  return `${counted.trimEnd()}\n\n${ofSystem.trimEnd()}\n`;
}
