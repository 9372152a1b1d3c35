// The measurements of an API beside its work, and its answer to `/metrics`.
import type { EventReader } from '../../model/event-store.ts';
import type { ProjectionTrouble } from '../../model/readiness.ts';
import type { ReactionCheckpoints } from '../../model/reactions.ts';
import type { WaitingEvents } from '../../model/waiting-events.ts';
import { laneStoreByStore } from '../../stores/by-store.ts';
import { createTableLaneStore } from '../../stores/postgres/lane-store.ts';
import type { StoreRedis } from '../../stores/redis/connect-redis.ts';
import { createLaneStore } from '../../stores/redis/lane-store.ts';
import { createQueuePulse } from '../../stores/redis/queue-pulse.ts';
import type { LagHistory } from '../../operations/lag-history.ts';
import { projectionTroubles } from '../projection-troubles.ts';
import type { RoleOptions } from '../roles.ts';
import { metricsAnswer, type AnswerMetrics } from './answer-metrics.ts';
import { sampleLag } from './sample-lag.ts';
import { statusOver } from './status-sources.ts';

interface Over {
  readonly applicationName: string;
  readonly reader: EventReader & WaitingEvents;
  readonly inRedis: StoreRedis;
  readonly checkpoints: ReactionCheckpoints;
  readonly history: LagHistory;
  readonly jobs: () => Promise<Readonly<Record<string, number>>>;
}

export interface Observed {
  readonly answer: AnswerMetrics;
  /** What `/ready` says of projections. */
  readonly troubles: () => Promise<readonly ProjectionTrouble[]>;
  close(): Promise<void>;
}

export function observeApi(role: RoleOptions, over: Over): Observed {
  const { system, settings, logger, store, presence, metrics, siblings, lookEveryMs } = role;
  const { reader, inRedis, checkpoints, history, jobs, applicationName } = over;
  const { databaseUrl, lagSlaMs } = settings;
  const tables = createTableLaneStore({ databaseUrl, applicationName, logger, poolSize: 1, ...inRedis });
  const lanes = laneStoreByStore(system.projections, { redis: createLaneStore(inRedis), postgres: tables });
  const { measureLag, report } = statusOver({
    system,
    lanes,
    checkpoints,
    events: reader,
    inRedis,
    presence,
  });
  const sampling = sampleLag({
    ...{ meter: metrics, head: () => store.head(), measureLag, everyMs: lookEveryMs },
    onLook: (seen) => history.add(seen),
  });
  const { check: checkQueue } = createQueuePulse(inRedis);
  const { eviction } = store;
  return {
    answer: metricsAnswer({ metrics, siblings, report, jobs, checkQueue, eviction, lagSlaMs }),
    troubles: projectionTroubles(report),
    close: async () => {
      sampling.close();
      await tables.close();
    },
  };
}
