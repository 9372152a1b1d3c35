// Readiness of a process. Of the API: the event store answers, Redis answers, and every read model is there.
import type { Projection } from '../definitions/projection.ts';
import type { DocumentReader } from '../model/documents.ts';
import type { EventReader } from '../model/event-store.ts';
import type { LaneTrouble } from '../model/lane-health.ts';
import type { DependencyState, Probe, ProjectionTrouble, ReadinessReport } from '../model/readiness.ts';
import type { EvictionWatch } from '../stores/redis/watch-eviction.ts';

interface Dependencies {
  readonly reader: EventReader;
  readonly documents: DocumentReader;
  readonly projections: readonly Projection[];
  readonly eviction: Pick<EvictionWatch, 'faults'>;
  /** What else this process depends on. */
  readonly probes?: readonly Probe[];
  readonly troubles?: Troubles;
}

const WITHIN_MS = 2000;

/** Vital are the event store and read models that are whole; a lane that stands, or another probe, only degrades. */
export function readinessOf(dependencies: Dependencies): () => Promise<ReadinessReport> {
  const { reader, probes = [] } = dependencies;
  const all: readonly Probe[] = [
    { name: 'postgres', isVital: true, check: () => reader.head() },
    { name: 'readModels', isVital: true, check: () => checkReadModels(dependencies) },
    { name: 'eviction', isVital: true, check: async () => checkEviction(dependencies) },
    ...probes,
  ];
  return readinessBy(all, dependencies.troubles);
}

/** What degrades beside the probes. */
interface Troubles {
  /** Lanes that do not go on. */
  readonly lanes?: () => Promise<readonly LaneTrouble[]>;
  readonly projections?: () => Promise<readonly ProjectionTrouble[]>;
}

export function readinessBy(
  all: readonly Probe[],
  { lanes: readLanes, projections: readProjections }: Troubles = {},
): () => Promise<ReadinessReport> {
  return async () => {
    const [lanes, projections, ...states] = await Promise.all([
      knownOf(readLanes),
      knownOf(readProjections),
      ...all.map(({ check }) => probe(check)),
    ]);
    return {
      ready: all.every(({ isVital }, index) => !isVital || states[index]?.ok === true),
      degraded: lanes.length > 0 || projections.length > 0 || states.some(({ ok }) => !ok),
      dependencies: Object.fromEntries(
        all.flatMap(({ name }, index) => {
          const state = states[index];
          return state ? [[name, state]] : [];
        }),
      ),
      lanes,
      projections,
    };
  };
}

/** None where they can't be known: then another dependency is missing. */
async function knownOf<Trouble>(read?: () => Promise<readonly Trouble[]>): Promise<readonly Trouble[]> {
  return read === undefined ? [] : read().catch(() => []);
}

async function checkReadModels({ documents, projections }: Dependencies): Promise<void> {
  const reads = await documents.read(projections.map(({ name }) => ({ projection: name, id: '-' })));
  const notLive = projections.filter((_, index) => reads[index]?.state !== 'live').map(({ name }) => name);
  if (notLive.length > 0) {
    throw new Error(`not filled yet: ${notLive.join(', ')} (is a worker running?)`);
  }
}

function checkEviction({ eviction }: Dependencies): void {
  const faults = eviction.faults();
  if (faults.length > 0) throw new Error(faults.join(' '));
}

async function probe(check: () => Promise<unknown>): Promise<DependencyState> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`no answer within ${WITHIN_MS} ms`)), WITHIN_MS);
  });
  try {
    await Promise.race([check(), late]);
    return { ok: true };
  } catch (error) {
    return { ok: false, detail: error instanceof Error ? error.message : 'unknown' };
  } finally {
    clearTimeout(timer);
  }
}
