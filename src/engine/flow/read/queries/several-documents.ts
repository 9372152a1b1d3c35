// Reads of several documents: a bounded number of them, of a lane that has come as far as was asked, or a typed fault. What
// one reader waits for can't be folded for all of them, so WRITE_MODEL is as ERROR.
import type { EventReader, IncarnationSource } from '../../../model/event-store.ts';
import { LIMITS } from '../../../model/limits.ts';
import type { NoticeSource } from '../../../model/notices.ts';
import type { ListRequest } from '../../../model/services.ts';
import { faultOf } from './answer-read.ts';
import { invalidRead } from './read-faults.ts';
import { requirementOf, type LaneRead, type Requirement } from './requirement.ts';
import { awaitFreshness } from './await-freshness.ts';
import { createStoreIdentity, type StoreIdentity } from './store-identity.ts';

export type SeveralRequest = Pick<
  ListRequest,
  'readModel' | 'first' | 'after' | 'maxWaitMs' | 'beginWait' | 'maxStaleMs' | 'ifBehind'
>;

/** Throws INVALID_READ. */
export function checkFirst(first: number): void {
  if (Number.isInteger(first) && first >= 1 && first <= LIMITS.entriesPerPage) return;
  throw invalidRead(`first must be a whole number from 1 to ${LIMITS.entriesPerPage}.`);
}

interface Enough<Read> {
  readonly read: Read;
  readonly required: Requirement;
}

interface Waiting {
  readonly notices: NoticeSource;
  readonly store: StoreIdentity;
}

/**
 * @returns reads the one lane of a projection until it is enough.
 * Throws INVALID_READ, INVALID_TOKEN, TOKEN_OF_ANOTHER_STORE, PROJECTION_BEHIND, REBUILDING or READ_MODEL_UNAVAILABLE.
 */
export function readSeveral({ notices, store }: Waiting) {
  return async <Read extends LaneRead>(
    request: Omit<SeveralRequest, 'first'>,
    read: () => Promise<Read>,
  ): Promise<Enough<Read>> => {
    const { readModel, maxWaitMs, beginWait } = request;
    const required = await requirementOf(request, store);
    const target = {
      lane: { projection: readModel, lane: 0 },
      key: { projection: readModel, id: '' },
      ...{ required, maxWaitMs, beginWait },
      ifBehind: request.ifBehind === 'STALE' ? ('STALE' as const) : ('ERROR' as const),
    };
    const status = await awaitFreshness(target, { read, store, notices });
    const isShown = status.kind === 'reached' || (status.kind === 'behind' && target.ifBehind === 'STALE');
    if (!isShown) throw faultOf(target, status);
    return { read: status.read, required };
  };
}

interface Sources {
  readonly notices: NoticeSource;
  readonly events: EventReader & IncarnationSource;
}

/** The same for a bounded number of them. */
export function severalDocuments({ notices, events }: Sources) {
  const readEnough = readSeveral({ notices, store: createStoreIdentity(events) });
  return async <Read extends LaneRead>(request: SeveralRequest, read: () => Promise<Read>): Promise<Read> => {
    checkFirst(request.first);
    return (await readEnough(request, read)).read;
  };
}
