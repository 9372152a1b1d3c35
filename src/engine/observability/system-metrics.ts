// Metrics of the system as a whole, as they are at the moment of the answer, whichever process gives it.
import { Gauge, Registry } from 'prom-client';
import type { ProjectionReport, ProjectionState } from '../model/operations.ts';
import type { PresentProcess } from '../model/presence.ts';

export interface SystemFacts {
  readonly projections: readonly ProjectionReport[];
  readonly reactions: readonly ProjectionReport[];
  readonly processes: readonly PresentProcess[];
  /** Jobs of the doorbell's queue by their state. */
  readonly jobs: Readonly<Record<string, number>>;
  readonly isQueueHeard: boolean;
  /** Whether a Redis forgets what it should keep. */
  readonly evicts: boolean;
}

const STATES: readonly ProjectionState[] = ['LIVE', 'FILLING', 'PAUSED', 'STOPPED', 'UNSERVED'];
const ROLES = ['api', 'worker'];

/** @param facts undefined if a server does not say: then that is said, and nothing else. */
export async function systemMetrics(facts: SystemFacts | undefined, lagSlaMs: number): Promise<string> {
  const registry = new Registry();
  const gauge = <Label extends string>(name: string, help: string, ...labelNames: Label[]) =>
    new Gauge({ name: `slipstream_${name}`, help, labelNames, registers: [registry] });
  const known = gauge('status_known', '1 if PostgreSQL and Redis say how the system is, 0 if not.');
  known.set(facts ? 1 : 0);
  gauge('lag_sla_seconds', 'How long an event may wait to be folded: LAG_SLA_MS.').set(lagSlaMs / 1000);
  if (facts) {
    ofProjections([...facts.projections, ...facts.reactions], gauge);
    const jobs = gauge('queue_jobs', 'Jobs in the queue of the doorbells.', 'queue', 'state');
    for (const [state, count] of Object.entries(facts.jobs)) jobs.set({ queue: 'doorbell', state }, count);
    const processes = gauge('processes', 'Processes that are there, by their role.', 'role');
    for (const role of ROLES) {
      processes.set({ role }, facts.processes.filter(({ roles }) => roles.includes(role)).length);
    }
    gauge('queue_heard', '1 if workers hear the queue, 0 if not.').set(facts.isQueueHeard ? 1 : 0);
    gauge('redis_evicts', '1 if a Redis forgets what it should keep, 0 if not.').set(facts.evicts ? 1 : 0);
  }
  return registry.metrics();
}

type MakeGauge = <Label extends string>(name: string, help: string, ...labelNames: Label[]) => Gauge<Label>;

function ofProjections(reports: readonly ProjectionReport[], gauge: MakeGauge): void {
  const events = gauge('projection_lag_events', 'Events that are not folded yet.', 'projection');
  const waiting = gauge(
    'projection_oldest_waiting_seconds',
    'Age of the oldest event that is not folded, by the clock of the database; 0 if there is none.',
    'projection',
  );
  const updated = gauge(
    'projection_last_update_timestamp_seconds',
    'When a worker moved a lane of it last.',
    'projection',
  );
  const parked = gauge('dead_letters', 'Documents that are parked.', 'projection');
  const states = gauge(
    'projection_state',
    '1 for the state that it is in, 0 for the others.',
    'projection',
    'state',
  );
  for (const { name: projection, lagEvents, lagMs, lastUpdatedAt, ...report } of reports) {
    events.set({ projection }, lagEvents);
    waiting.set({ projection }, lagMs / 1000);
    if (lastUpdatedAt !== undefined) updated.set({ projection }, Date.parse(lastUpdatedAt) / 1000);
    parked.set({ projection }, report.parked);
    for (const state of STATES) states.set({ projection, state }, state === report.state ? 1 : 0);
  }
}
