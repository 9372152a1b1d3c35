// The answer to a read after the last look at the read model: the document, or what the client chose for one that
// is behind, or a typed fault.
import type { Projection } from '../../../definitions/projection.ts';
import type { DocumentKey, DocumentRead } from '../../../model/documents.ts';
import type { SlipstreamError } from '../../../model/errors.ts';
import type { EventReader } from '../../../model/event-store.ts';
import type { FoldBudget } from '../../../model/fold-budget.ts';
import type { Logger } from '../../../model/logger.ts';
import type { Parked } from '../../../model/parked.ts';
import { highestPosition } from '../../../model/position.ts';
import type { Readable, ReadResult } from '../../../model/services.ts';
import { streamName } from '../../../model/stream.ts';
import { encodeToken } from '../../../model/token.ts';
import type { FoldedDocument } from './fold-write-model.ts';
import { foldedTo, type Fold } from './share-folds.ts';
import { parkedIn, type ReadStatus } from './inspect.ts';
import {
  documentParked,
  isFault,
  projectionBehind,
  readModelUnavailable,
  rebuilding,
} from './read-faults.ts';
import { isReached, progressOf, retryAfterMs, type LaneRead, type Progress } from './requirement.ts';
import type { ReadTarget } from './await-freshness.ts';
import { shownDocument } from './shown-document.ts';
import type { StoreIdentity } from './store-identity.ts';

export interface ReadPlan extends ReadTarget {
  readonly projection: Projection;
  readonly folds: FoldBudget | undefined;
  readonly readable: Readable | undefined;
}

export interface Sources {
  readonly events: EventReader;
  readonly foldShared: Fold;
  readonly store: StoreIdentity;
  readonly logger: Logger;
}

/** Throws PROJECTION_BEHIND, REBUILDING, READ_MODEL_UNAVAILABLE or DOCUMENT_PARKED. */
export async function answerRead(plan: ReadPlan, status: ReadStatus, sources: Sources): Promise<ReadResult> {
  const parked = parkedIn(status);
  if (parked && !isWorthFolding(plan, parked)) return answerParked(plan, status, parked);
  if (status.kind === 'reached' && !parked) return resultOf(plan.key, status.read);
  if (plan.ifBehind === 'WRITE_MODEL') return fold(plan, status, sources);
  if (plan.ifBehind === 'STALE' && status.kind === 'behind') return resultOf(plan.key, status.read);
  throw faultOf(plan, status);
}

/** Other code may fold what the worker's could not; what hung it is not tried. */
const isWorthFolding = ({ ifBehind, projection }: ReadPlan, { code }: Parked): boolean =>
  ifBehind === 'WRITE_MODEL' && projection.ownStreamOnly && code !== 'FOLD_HANGS';

function answerParked(plan: ReadPlan, status: ReadStatus, parked: Parked): ReadResult {
  if (plan.ifBehind === 'STALE' && (status.kind === 'reached' || status.kind === 'behind')) {
    return resultOf(plan.key, status.read);
  }
  throw documentParked(plan.key, new Error(parked.message));
}

function resultOf(key: DocumentKey, { document, checkpoint, incarnation }: DocumentRead): ReadResult {
  // In the middle of a fan-out a document is ahead of the checkpoint of its lane.
  const position = highestPosition(checkpoint, document?.position ?? '0');
  return { document: shownDocument(key, document), token: encodeToken({ incarnation, position }) };
}

/** No stream can have it: what may not be known of is looked for as what is not there. */
const NOBODYS_ID = '~';

async function fold(plan: ReadPlan, status: ReadStatus, sources: Sources): Promise<ReadResult> {
  const { store, logger, foldShared } = sources;
  const { projection, key, required } = plan;
  const stored = status.kind === 'unavailable' ? undefined : status.read;
  const id = stored?.isKeptBack ? NOBODYS_ID : key.id;
  const { document: known, checkpoint = '0' } = stored ?? {};
  let folded: FoldedDocument | undefined;
  try {
    if (!(await hasVersion(plan, id, sources))) {
      throw behind(plan, { version: known?.version ?? 0, position: checkpoint });
    }
    const budget = plan.folds === undefined ? {} : { budget: plan.folds };
    folded = await foldShared({ projection, id, stored, ...budget }, required);
  } catch (error) {
    if (isFault(error, 'PROJECTION_BEHIND')) throw error;
    if (isFault(error, 'FOLD_FAILED')) throw documentParked(key, error);
    logger.warn({ error, readModel: key.projection }, 'the write model could not be read for a read');
    throw faultOf(plan, status, error);
  }
  if (folded === undefined) throw faultOf(plan, status);
  const isHidden = folded.document && plan.readable?.(key.id, folded.document) === false;
  const { document, position } = isHidden ? { ...folded, document: null } : folded;
  const progress = foldedTo({ ...folded, document });
  if (!isReached(required, progress)) throw behind(plan, progress);
  const token = encodeToken({ incarnation: await store.incarnation(), position });
  return { document: shownDocument(key, document), token };
}

/** Looked up, not folded: a document has the versions of its own stream. */
async function hasVersion(
  { projection, required }: ReadPlan,
  id: string,
  { events }: Sources,
): Promise<boolean> {
  const { owner } = projection;
  if (required.version === 0 || owner === undefined) return true;
  const last = { stream: streamName(owner, id), after: required.version - 1, limit: 1 };
  const { streams } = await events.readStreams([last]);
  return streams.flat().length > 0;
}

/** Why a look is no answer. */
export function faultOf(target: ReadTarget, status: ReadStatus<LaneRead>, cause?: unknown): SlipstreamError {
  if (status.kind === 'unavailable') return readModelUnavailable(target.key, cause ?? status.cause);
  if (status.kind === 'rebuilding') return rebuilding(target.key, cause);
  return behind(target, progressOf(status.read), cause);
}

function behind({ key, required }: ReadTarget, progress: Progress, cause?: unknown): SlipstreamError {
  const fault = {
    requiredVersion: required.version === 0 ? null : required.version,
    currentVersion: progress.version,
    retryAfterMs: retryAfterMs(required, progress),
  };
  return projectionBehind(key, fault, cause);
}
