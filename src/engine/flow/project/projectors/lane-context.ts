// The context of the steps of a turn: which lane of which projection is folded into which generation, and where it is kept.
import type { LaneStore } from '../../../model/documents.ts';
import type { EventReader } from '../../../model/event-store.ts';
import { laneName, laneOf, type Lane } from '../../../model/lane.ts';
import { NO_DOCUMENT, type LaneHealth } from '../../../model/lane-health.ts';
import { LIMITS } from '../../../model/limits.ts';
import type { Logger } from '../../../model/logger.ts';
import type { Work } from '../../../model/work-in-hand.ts';
import type { ParkingBreaker } from '../../../model/parking-breaker.ts';
import type { Projection } from '../../../definitions/projection.ts';

export interface FoldLimits {
  /** Changed documents and reference values in one commit. */
  readonly documentsPerScript: number;
  /** Bytes of the documents in one commit; a single document may be larger. */
  readonly scriptBytes: number;
  /** A document above this warns, above that is refused. */
  readonly documentWarnBytes: number;
  readonly documentBytes: number;
  /** Documents and reference values loaded for the events of one batch, and once more for what embeds them. */
  readonly documentsPerBatch: number;
  /** Kept from one batch of a turn to the next. */
  readonly documentsKept: number;
}

export const FOLD_LIMITS: FoldLimits = {
  documentsPerScript: LIMITS.documentsPerScript,
  scriptBytes: LIMITS.scriptBytes,
  documentWarnBytes: LIMITS.documentWarnBytes,
  documentBytes: LIMITS.documentBytes,
  documentsPerBatch: 2000,
  documentsKept: 4000,
};

export interface LaneContext {
  readonly projection: Projection;
  readonly lane: Lane;
  readonly generation: string;
  /** Whether readers see it as complete: then it has a checkpoint, unless that was lost. */
  readonly isServed: boolean;
  readonly reader: EventReader;
  readonly store: LaneStore;
  readonly health: LaneHealth;
  readonly limits: FoldLimits;
  readonly logger: Logger;
  readonly breaker: ParkingBreaker;
  /** Id of an event that has ended processes: no author's code is run for it. */
  readonly hung?: string;
  /** Of an event that has ended a process and is folded alone: the documents that it is known to hang. */
  readonly except?: ReadonlySet<string>;
}

/** What the watchdog is to name if a fold never ends. */
export function folding({ lane, projection, except }: Folding): Work {
  const work = { activity: 'fold', lane: laneName(lane), codeHash: projection.codeHash };
  return except ? { ...work, document: NO_DOCUMENT } : work;
}

type Folding = Pick<LaneContext, 'lane' | 'projection' | 'except'>;

export function isInLane({ projection, lane }: LaneContext, documentId: string): boolean {
  return laneOf(documentId, projection.lanes) === lane.lane;
}
