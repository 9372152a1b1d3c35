// The measurements of a worker beside its work, and its answers to whether it is well: `/health`, `/ready` and `/metrics` on WORKER_PORT.
import type { EventReader } from '../../model/event-store.ts';
import type { Workers } from '../../flow/carry/queue/start-workers.ts';
import type { LaneStore } from '../../model/documents.ts';
import type { LaneHealth } from '../../model/lane-health.ts';
import { BEFORE_FIRST } from '../../model/position.ts';
import type { ReactionCheckpoints } from '../../model/reactions.ts';
import type { Turns } from '../../model/turns.ts';
import type { WaitingEvents } from '../../model/waiting-events.ts';
import type { StoreRedis } from '../../stores/redis/connect-redis.ts';
import type { Running } from '../running.ts';
import { createProbeServer } from '../http/probe-server.ts';
import { readinessBy } from '../readiness.ts';
import type { RoleOptions, RunningWorker } from '../roles.ts';
import { metricsAnswer } from './answer-metrics.ts';
import { lagSampler } from './sample-lag.ts';
import { statusOver } from './status-sources.ts';

interface Over {
  readonly reader: EventReader & WaitingEvents;
  readonly inRedis: StoreRedis;
  readonly lanes: LaneStore;
  readonly checkpoints: Pick<ReactionCheckpoints, 'load' | 'countParked'>;
  readonly health: LaneHealth;
  readonly workers: Pick<Workers, 'jobs' | 'isSilent'>;
}

/** The sweep sees where all lanes stand: nothing has to be asked again. */
export function sampledTurns(
  turns: Turns,
  events: WaitingEvents,
  { metrics }: Pick<RoleOptions, 'metrics'>,
): Turns {
  const sample = lagSampler(metrics, events);
  return {
    ...turns,
    survey: async (head) => {
      const statuses = await turns.survey(head);
      const places = turns.lanes.flatMap((lane, index) => {
        const { position = BEFORE_FIRST, isPaused = false } = statuses[index] ?? {};
        return isPaused ? [] : [{ lane, position }];
      });
      void sample(head, places);
      return statuses;
    },
  };
}

/** Throws PORT_IN_USE and LISTEN_FAILED; then what it would have said it of is closed. */
export async function observeWorker(
  role: RoleOptions,
  over: Over,
  close: Running['close'],
): Promise<RunningWorker> {
  const { settings, logger } = role;
  if (settings.workerPort === undefined) return { url: undefined, close };
  const server = createProbeServer({
    ...{ host: settings.host, port: settings.workerPort, logger },
    ready: readinessOfWorker(role, over),
    metrics: metricsOfWorker(role, over),
  });
  try {
    await server.start();
  } catch (error) {
    await close(0);
    throw error;
  }
  const closeBoth = async (deadlineMs: number): Promise<void> => {
    await server.close(0);
    await close(deadlineMs);
  };
  return { url: server.url, close: closeBoth };
}

function metricsOfWorker(role: RoleOptions, { reader, workers, ...over }: Over) {
  const { system, settings, store, presence, metrics, siblings } = role;
  const { report } = statusOver({ system, events: reader, presence, ...over });
  const checkQueue = async (): Promise<void> => heard(workers);
  const { eviction } = store;
  const { lagSlaMs } = settings;
  const jobs = () => workers.jobs();
  return metricsAnswer({ metrics, siblings, report, jobs, checkQueue, eviction, lagSlaMs });
}

/** Without the database or the documents nothing is folded; the queue is made up for by the sweep. */
function readinessOfWorker({ system, store, presence }: RoleOptions, { reader, health, workers }: Over) {
  const eviction = async (): Promise<void> => {
    const faults = store.eviction.faults();
    if (faults.length > 0) throw new Error(faults.join(' '));
  };
  return readinessBy(
    [
      { name: 'postgres', isVital: true, check: () => reader.head() },
      { name: 'readModels', isVital: true, check: () => presence.read() },
      { name: 'eviction', isVital: true, check: eviction },
      { name: 'store', isVital: true, check: () => store.mayWrite() },
      { name: 'queue', isVital: false, check: async () => heard(workers) },
    ],
    { lanes: () => health.troubles(system.lanesToRing) },
  );
}

function heard(workers: Pick<Workers, 'isSilent'>): void {
  if (workers.isSilent()) throw new Error('no rings are heard: lanes are served by the sweep alone');
}
