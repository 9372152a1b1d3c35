// Metrics of one process: what it has counted by itself. Those of several processes are added up where they are shown.
import { collectDefaultMetrics, Counter, Gauge, Registry } from 'prom-client';
import type { System } from '../definitions/define-system.ts';
import type { CommandMeter, ReadMeter } from '../model/meters.ts';
import { keptBy } from './kept-by.ts';
import { PlainHistogram } from './plain-histogram.ts';

export interface ProcessMetrics {
  readonly commands: CommandMeter;
  readonly reads: ReadMeter;
  /** A look at the lag of a projection. */
  lag(projection: string, ms: number): void;
  /** From commit to the notice that was delivered here. */
  serving(projection: string, ms: number): void;
  /** @param count how many subscribers there are, asked for with each answer. */
  subscribers(count: () => number): void;
  /** As objects that can be sent to another process. */
  read(): Promise<readonly object[]>;
}

/** In seconds. */
const COMMANDS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];
const READS = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5];
const LAGS = [0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 1800];

/** Names that nobody has defined are any text of a caller. */
const OTHER = 'other';

/** As prom-client names them, against the rule that `_total` is a counter. */
const MISNAMED = ['handles', 'requests', 'resources'].map((what) => `nodejs_active_${what}_total`);

interface MetricsOptions {
  readonly lagSlaMs: number;
  /** In a thread what is measured of the whole process is left to the main one. False if omitted. */
  readonly isInThread?: boolean;
}

export function processMetrics(
  { deciders, lanesToRing }: Pick<System, 'deciders' | 'lanesToRing'>,
  { lagSlaMs, isInThread = false }: MetricsOptions,
): ProcessMetrics {
  const registry = new Registry();
  const projections = new Set(lanesToRing.map(({ projection }) => projection));
  const subscribers: (() => number)[] = [];
  const open = new Gauge({
    name: 'slipstream_subscribers',
    help: 'Subscriptions that are open.',
    registers: [registry],
  });
  let hasDefaults = false;
  return {
    commands: commandMeter(
      registry,
      new Set(deciders.flatMap(({ commands }) => Object.keys(commands.specs))),
    ),
    reads: readMeter(registry, projections),
    ...lagMeter(registry, { projections, lagSlaMs }),
    subscribers: (count) => void subscribers.push(count),
    read: async () => {
      // Its clocks run only where somebody asks.
      if (!hasDefaults) collectDefaultMetrics({ register: registry });
      if (!hasDefaults) MISNAMED.forEach((name) => registry.removeSingleMetric(name));
      hasDefaults = true;
      open.set(subscribers.reduce((sum, count) => sum + count(), 0));
      const all = await registry.getMetricsAsJSON();
      return isInThread ? all.filter(({ name }) => !name.startsWith('process_')) : all;
    },
  };
}

type Known = ReadonlySet<string>;

const named = (known: Known, name: string): string => (known.has(name) ? name : OTHER);

function commandMeter(registry: Registry, known: Known): CommandMeter {
  const durations = new PlainHistogram({
    name: 'slipstream_command_duration_seconds',
    help: 'How long commands take until they have their outcome.',
    labelNames: ['command', 'outcome'],
    bounds: COMMANDS,
    registers: [registry],
  });
  const conflicts = new Counter({
    name: 'slipstream_command_conflicts_total',
    help: 'Decisions that were made anew, or refused, because a stream had moved.',
    labelNames: ['command'],
    registers: [registry],
  });
  known.forEach((command) => conflicts.inc({ command }, 0));
  const rows = keptBy((command: string) => keptBy((outcome: string) => durations.row({ command, outcome })));
  return {
    done: (command, outcome, ms) => rows(named(known, command))(outcome)(ms / 1000),
    conflict: (command) => conflicts.inc({ command: named(known, command) }),
  };
}

const USUAL = ['reached', 'stale', 'write_model', 'PROJECTION_BEHIND'];

function readMeter(registry: Registry, known: Known): ReadMeter {
  const durations = new PlainHistogram({
    name: 'slipstream_read_duration_seconds',
    help: 'How long reads of a read model take, waits for freshness included.',
    labelNames: ['projection'],
    bounds: READS,
    registers: [registry],
  });
  const outcomes = new Map<string, number>(USUAL.map((outcome) => [outcome, 0]));
  const versioned = new Counter({
    name: 'slipstream_versioned_reads_total',
    help: 'Reads that asked for a version, a token or an age, by what became of them.',
    labelNames: ['outcome'],
    registers: [],
    collect() {
      this.reset();
      for (const [outcome, count] of outcomes) this.inc({ outcome }, count);
    },
  });
  registry.registerMetric(versioned);
  const rows = keptBy((projection: string) => durations.row({ projection }));
  return {
    took: (readModel, ms) => rows(named(known, readModel))(ms / 1000),
    versioned: (outcome) => void outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1),
  };
}

interface Lagging {
  readonly projections: Known;
  readonly lagSlaMs: number;
}

function lagMeter(
  registry: Registry,
  { projections, lagSlaMs }: Lagging,
): Pick<ProcessMetrics, 'lag' | 'serving'> {
  const histogram = (name: string, help: string) => {
    const lags = new PlainHistogram({
      ...{ name, help, bounds: LAGS, registers: [registry] },
      labelNames: ['projection'],
    });
    return keptBy((projection: string) => lags.row({ projection }));
  };
  const lags = histogram(
    'slipstream_projection_lag_seconds',
    'Age of the oldest event that is not folded, by the clock of the database, looked at every second.',
  );
  const serving = histogram(
    'slipstream_serving_lag_seconds',
    'From the commit of an event to the delivery of its notice, a sample each second and lane.',
  );
  const breaches = new Counter({
    name: 'slipstream_projection_lag_sla_breaches_total',
    help: 'How often the lag has risen above LAG_SLA_MS.',
    labelNames: ['projection'],
    registers: [registry],
    // All processes see the same breach.
    aggregator: 'max',
  });
  projections.forEach((projection) => breaches.inc({ projection }, 0));
  const above = new Set<string>();
  return {
    lag: (projection, ms) => {
      lags(projection)(ms / 1000);
      if (ms <= lagSlaMs) above.delete(projection);
      else if (!above.has(projection)) {
        above.add(projection);
        breaches.inc({ projection });
      }
    },
    serving: (projection, ms) => serving(projection)(ms / 1000),
  };
}
