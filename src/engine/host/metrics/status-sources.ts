// The status of the system over the connections that a role has anyway.
import type { System } from '../../definitions/define-system.ts';
import type { LaneStore } from '../../model/documents.ts';
import type { Presence } from '../../model/presence.ts';
import type { ReactionCheckpoints } from '../../model/reactions.ts';
import type { WaitingEvents } from '../../model/waiting-events.ts';
import { lagReader, type MeasureLag } from '../../operations/lag.ts';
import { statusReporter, type ReportStatus } from '../../operations/projections-report.ts';
import type { StoreRedis } from '../../stores/redis/connect-redis.ts';
import { createLaneHealth } from '../../stores/redis/lane-health.ts';

export interface StatusSources {
  readonly system: System;
  readonly lanes: Pick<LaneStore, 'survey' | 'checkpoint' | 'replaced' | 'parked' | 'countParked'>;
  readonly checkpoints: Pick<ReactionCheckpoints, 'load' | 'countParked'>;
  readonly events: WaitingEvents;
  readonly inRedis: StoreRedis;
  readonly presence: Pick<Presence, 'read'>;
}

interface Status {
  readonly measureLag: MeasureLag;
  readonly report: ReportStatus;
}

export function statusOver({ system, lanes, checkpoints, events, inRedis, presence }: StatusSources): Status {
  const { projections, reactions } = system;
  const measureLag = lagReader({ projections, reactions, lanes, checkpoints, events });
  const health = createLaneHealth({ ...inRedis, owner: '' });
  return {
    measureLag,
    report: statusReporter({ system, measureLag, store: lanes, checkpoints, health, presence }),
  };
}
