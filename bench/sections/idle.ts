// Processor time of API and worker while nothing happens.
import { setTimeout as sleep } from 'node:timers/promises';
import type { Figure } from '../support/report.ts';
import { placeOrders } from '../support/operations.ts';
import { canTell, processorMs } from '../support/proc.ts';
import { startRoles } from '../support/roles.ts';
import type { Stage } from '../support/servers.ts';

const FOR_MS = 15_000;
/** For what a process still does when it has just started. */
const SETTLE_MS = 5_000;

export async function measureIdle(stage: Stage, say: (line: string) => void): Promise<readonly Figure[]> {
  if (!canTell()) {
    say('skipped: there is no /proc on this system');
    return [];
  }
  const servers = await stage.fresh('idle');
  await placeOrders(servers, 100);
  const roles = await startRoles(servers);
  try {
    await roles.caughtUp();
    await sleep(SETTLE_MS);
    const pids = [roles.api.pid, roles.worker.pid];
    const before = pids.map(processorMs);
    await sleep(FOR_MS);
    const shares = pids.map((pid, index) => ((processorMs(pid) - (before[index] ?? 0)) / FOR_MS) * 100);
    return ['api', 'worker'].map((role, index) => ({
      name: `processor of the ${role}, nothing to do`,
      value: shares[index] ?? NaN,
      unit: '%',
      required: { below: 2 },
    }));
  } finally {
    await roles.stop();
  }
}
