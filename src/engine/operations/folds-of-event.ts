// Folds of one event in all read models: the documents it touches, and what readers see of them now.
import { concerns } from '../definitions/concerns.ts';
import type { System } from '../definitions/define-system.ts';
import type { Projection } from '../definitions/projection.ts';
import { documentsTouchedBy } from '../fold/fold-document.ts';
import { referencesTouchedBy } from '../fold/fold-references.ts';
import type { DocumentReader } from '../model/documents.ts';
import { SlipstreamError } from '../model/errors.ts';
import type { EventReader } from '../model/event-store.ts';
import type { RecordedEvent } from '../model/events.ts';
import { LIMITS } from '../model/limits.ts';
import type { FoldReport } from '../model/operations.ts';
import { comparePositions, type Position } from '../model/position.ts';

interface FoldParts {
  readonly system: Pick<System, 'projections'>;
  readonly documents: Pick<DocumentReader, 'read'>;
  readonly events: Pick<EventReader, 'readFrom'>;
  /** The lowest of the lanes of each projection. */
  readonly positions: () => Promise<ReadonlyMap<string, Position>>;
}

const POSITION = /^[1-9]\d{0,17}$/;

type Touched = Pick<FoldReport, 'readModel' | 'id' | 'effect'>;

/** Empty if there is no such event. Of many documents those are told that LIMITS.entriesPerPage allows. */
export async function foldsOfEvent(parts: FoldParts, position: Position): Promise<readonly FoldReport[]> {
  if (!POSITION.test(position)) return [];
  const [event] = await parts.events.readFrom(position, 1);
  if (event?.position !== position) return [];
  const touched = parts.system.projections
    .flatMap((projection) => touchedBy(projection, event))
    .slice(0, LIMITS.entriesPerPage);
  const keys = touched.map(({ readModel: projection, id = event.streamId }) => ({ projection, id }));
  const [reads, positions] = await Promise.all([parts.documents.read(keys), parts.positions()]);
  return touched.map((each, index) => {
    const read = reads[index];
    const document = each.id === undefined ? undefined : read?.document;
    const reached = each.id === undefined ? positions.get(each.readModel) : read?.checkpoint;
    return {
      ...each,
      version: document?.version,
      isReached: comparePositions(reached ?? '0', position) >= 0,
      isParked: document?.parked !== undefined,
    };
  });
}

function touchedBy(projection: Projection, event: RecordedEvent): readonly Touched[] {
  const readModel = projection.name;
  try {
    if (!concerns(projection.categories, event)) return [];
    const { routed, moved } = documentsTouchedBy(projection, event);
    const shown = referencesTouchedBy(projection, event).length > 0;
    return [
      ...routed.map((id) => ({ readModel, id, effect: 'FOLDED' as const })),
      ...(moved === undefined ? [] : [{ readModel, id: moved, effect: 'MOVED' as const }]),
      ...(shown ? [{ readModel, id: undefined, effect: 'REFERENCE' as const }] : []),
    ];
  } catch (error) {
    if (!(error instanceof SlipstreamError)) throw error;
    return [{ readModel, id: undefined, effect: 'FAILED' }];
  }
}
