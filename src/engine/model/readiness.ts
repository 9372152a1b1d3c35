// Readiness: whether the process can serve, and which of the things it depends on are not as they should be.
import type { LaneTrouble } from './lane-health.ts';
import type { ProjectionState } from './operations.ts';

export interface DependencyState {
  readonly ok: boolean;
  /** What is wrong or noteworthy, for operators: no secrets, no payloads. */
  readonly detail?: string;
}

export interface ReadinessReport {
  /** False if nothing can be served: then, and only then, the process should get no requests. */
  readonly ready: boolean;
  /** True if it serves, but something is not as it should be: a dependency is not ok, a lane does not go on, a projection is in trouble. */
  readonly degraded: boolean;
  /** By name: `postgres`, `readModels`, … */
  readonly dependencies: Readonly<Record<string, DependencyState>>;
  /** Lanes that do not go on, and why. */
  readonly lanes: readonly LaneTrouble[];
  /** Projections and reactions that somebody should look at; none where they can't be known. */
  readonly projections: readonly ProjectionTrouble[];
}

/** Paused, or behind and unserved, or with parked documents; no ids of documents or events. */
export interface ProjectionTrouble {
  readonly projection: string;
  readonly state: ProjectionState;
  /** Names of its lanes that are in this state. */
  readonly lanes: readonly string[];
  readonly lagEvents: number;
  readonly lagMs: number;
  /** How many documents are parked. */
  readonly parked: number;
}

/** One thing a process depends on. */
export interface Probe {
  readonly name: string;
  /** Rejects if it is not as it should be: the message is shown to operators. */
  readonly check: () => Promise<unknown>;
  /** Whether nothing can be served without it; otherwise the process is ready, but degraded. */
  readonly isVital: boolean;
}
