// Whether the API can serve: the event store answers, Redis answers, and every read model is there to be read.
import type { Projection } from '../engine/definitions/projection.ts';
import type { DocumentReader } from '../engine/model/documents.ts';
import type { EventReader } from '../engine/model/event-store.ts';
import type { EvictionWatch } from '../engine/runtime.ts';
import type { DependencyState, ReadinessReport } from '../engine/model/readiness.ts';

interface Dependencies {
  readonly reader: EventReader;
  readonly documents: DocumentReader;
  readonly projections: readonly Projection[];
  readonly eviction: Pick<EvictionWatch, 'faults'>;
}

const WITHIN_MS = 2000;

export function readinessOf(dependencies: Dependencies): () => Promise<ReadinessReport> {
  return async () => {
    const [postgres, readModels] = await Promise.all([
      probe(() => dependencies.reader.head()),
      probe(() => checkReadModels(dependencies)),
    ]);
    const faults = dependencies.eviction.faults();
    const eviction = faults.length === 0 ? { ok: true } : { ok: false, detail: faults.join(' ') };
    return {
      ready: postgres.ok && readModels.ok && eviction.ok,
      dependencies: { postgres, readModels, eviction },
    };
  };
}

async function checkReadModels({ documents, projections }: Dependencies): Promise<void> {
  const reads = await documents.read(projections.map(({ name }) => ({ projection: name, id: '-' })));
  const notLive = projections.filter((_, index) => reads[index]?.state !== 'live').map(({ name }) => name);
  if (notLive.length > 0) {
    throw new Error(`not filled yet: ${notLive.join(', ')} (is a worker running?)`);
  }
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
