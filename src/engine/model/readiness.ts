// Whether the process can serve, and which of the things it depends on can't.

export interface DependencyState {
  readonly ok: boolean;
  /** What is wrong or noteworthy, for operators: no secrets, no payloads. */
  readonly detail?: string;
}

export interface ReadinessReport {
  readonly ready: boolean;
  /** By name: `postgres`, `redis`, … */
  readonly dependencies: Readonly<Record<string, DependencyState>>;
}
