// Reads of one document at least as new as was asked for: one round trip where it is, a wait for the notice where it is
// not yet, and then what the client chose. A null always means that it does not exist at what was asked for.
import type { Projection } from '../../definitions/projection.ts';
import type { DocumentKey, DocumentRead, DocumentReader } from '../../model/documents.ts';
import { SlipstreamError } from '../../model/errors.ts';
import type { EventReader, IncarnationSource } from '../../model/event-store.ts';
import { laneOf } from '../../model/lane.ts';
import type { Logger } from '../../model/logger.ts';
import type { ReadMeter, ReadOutcome } from '../../model/meters.ts';
import type { NoticeSource } from '../../model/notices.ts';
import type { Readable, ReadRequest, ReadResult, ReadService } from '../../model/services.ts';
import { ID_PATTERN } from '../../model/stream.ts';
import { encodeToken } from '../../model/token.ts';
import { answerRead } from '../../flow/read/queries/answer-read.ts';
import { parkedIn, type ReadStatus } from '../../flow/read/queries/inspect.ts';
import { readAll } from '../../flow/read/queries/read-all.ts';
import { invalidRead } from '../../flow/read/queries/read-faults.ts';
import { asksNothing, progressOf, requirementOf } from '../../flow/read/queries/requirement.ts';
import { awaitFreshness, type ReadTarget } from '../../flow/read/queries/await-freshness.ts';
import { shareFolds, type Fold } from '../../flow/read/queries/share-folds.ts';
import { createStoreIdentity, type StoreIdentity } from '../../flow/read/queries/store-identity.ts';

export interface ReadServiceOptions {
  readonly documents: DocumentReader;
  readonly notices: NoticeSource;
  readonly events: EventReader & IncarnationSource;
  /** The read models that can be read. */
  readonly projections: readonly Projection[];
  readonly logger: Logger;
  readonly meter?: ReadMeter;
}

export function readDocuments(options: ReadServiceOptions): ReadService {
  const byName = new Map(options.projections.map((projection) => [projection.name, projection]));
  const sources = {
    ...options,
    byName,
    store: createStoreIdentity(options.events),
    foldShared: shareFolds(options.events),
  };
  return {
    read: options.meter
      ? metered(options.meter, sources)
      : async (request) => (await read(request, sources)).result,
    readAll: async (request) => readAll(projectionOf(request, sources), request, sources),
  };
}

interface Sources extends ReadServiceOptions {
  readonly byName: ReadonlyMap<string, Projection>;
  readonly store: StoreIdentity;
  readonly foldShared: Fold;
}

/** Three numbers are added for a read of any age; what became of one that asked for more is counted by name. */
function metered(meter: ReadMeter, sources: Sources): ReadService['read'] {
  return async (request) => {
    const began = performance.now();
    const isVersioned = asksFor(request);
    try {
      const { result, isReached } = await read(request, sources);
      if (isVersioned) meter.versioned(isReached ? 'reached' : chosen(request));
      return result;
    } catch (error) {
      if (isVersioned) meter.versioned(faultName(error));
      throw error;
    } finally {
      meter.took(request.readModel, performance.now() - began);
    }
  };
}

const asksFor = ({ minVersion, after, maxStaleMs }: ReadRequest): boolean =>
  minVersion !== undefined || after !== undefined || maxStaleMs !== undefined;

const chosen = ({ ifBehind }: ReadRequest): ReadOutcome => (ifBehind === 'STALE' ? 'stale' : 'write_model');

const faultName = (error: unknown): ReadOutcome => (error instanceof SlipstreamError ? error.code : 'failed');

interface Answered {
  readonly result: ReadResult;
  /** False where it was behind, and the client chose what it got. */
  readonly isReached: boolean;
}

async function read(request: ReadRequest, sources: Sources): Promise<Answered> {
  const { id, maxWaitMs, beginWait, ifBehind, folds } = request;
  const { store } = sources;
  const projection = projectionOf(request, sources);
  const required = await requirementOf(request, store);
  if (!ID_PATTERN.test(id)) {
    // No stream can have such an id, so nothing has to be asked.
    const token = encodeToken({ incarnation: await store.incarnation(), position: required.position });
    return { result: { document: null, token }, isReached: true };
  }
  const key = { projection: projection.name, id };
  const lane = { projection: projection.name, lane: laneOf(id, projection.lanes) };
  const { readable } = request;
  const plan = { projection, lane, key, required, maxWaitMs, beginWait, ifBehind, folds, readable };
  const look = () => readOne(key, sources, readable);
  const status = await awaitFreshness(plan, { ...sources, read: look });
  const seen = await doubted(status, plan, sources);
  return { result: await answerRead(plan, seen, sources), isReached: seen.kind === 'reached' };
}

/** What Redis has lost is no answer, though its lane has come as far as was asked. */
async function doubted(
  status: ReadStatus,
  { key, required }: ReadTarget,
  { documents }: Sources,
): Promise<ReadStatus> {
  if (status.kind === 'reached' && status.read.isUnproven && !asksNothing(required)) {
    return {
      kind: 'unavailable',
      cause: new Error('That there is no document could not be compared with the store.'),
    };
  }
  if (parkedIn(status)) return status;
  if (status.kind !== 'behind' || progressOf(status.read).version >= required.version) return status;
  const isOutdated = await documents.isOutdated?.(key, status.read);
  return isOutdated === true ? { kind: 'rebuilding', read: undefined } : status;
}

function projectionOf({ readModel }: Pick<ReadRequest, 'readModel'>, { byName }: Sources): Projection {
  const projection = byName.get(readModel);
  if (projection === undefined) throw invalidRead('There is no such read model.');
  return projection;
}

/** What may not be read is as if it were not there, from here on. */
async function readOne(
  key: DocumentKey,
  { documents }: Sources,
  readable: Readable | undefined,
): Promise<DocumentRead> {
  const [read] = await documents.read([key]);
  if (read?.document && readable?.(key.id, read.document) === false) {
    return documents.asIfAbsent?.(key, read) ?? { ...read, document: null, isKeptBack: true };
  }
  if (read) return read;
  throw new SlipstreamError('CORRUPT_STORE', 'A read was answered without its document.');
}
