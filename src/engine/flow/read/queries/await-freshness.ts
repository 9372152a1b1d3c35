// The wait of a read for its freshness, or until its time is over; and then one more look, because notices can be lost.
import type { DocumentKey } from '../../../model/documents.ts';
import type { Lane } from '../../../model/lane.ts';
import type { NoticeSource } from '../../../model/notices.ts';
import type { BeginWait, BehindPolicy } from '../../../model/services.ts';
import { inspect, parkedIn, type Look, type ReadStatus } from './inspect.ts';
import { asksNothing, progressOf, type LaneRead, type Progress, type Requirement } from './requirement.ts';
import { startWaiter, type Waiter } from './wait-for-notice.ts';

/** What is asked of a lane; a list is no document, so its key has no id. */
export interface ReadTarget {
  readonly lane: Lane;
  readonly key: DocumentKey;
  readonly required: Requirement;
  readonly maxWaitMs: number;
  readonly beginWait?: BeginWait | undefined;
  readonly ifBehind: BehindPolicy;
}

export async function awaitFreshness<Read extends LaneRead>(
  target: ReadTarget,
  by: Look<Read> & { readonly notices: NoticeSource },
): Promise<ReadStatus<Read>> {
  const { lane, key, required, maxWaitMs } = target;
  if (maxWaitMs === 0 || asksNothing(required)) return inspect(required, by);
  const waiter = startWaiter({ notices: by.notices, key, lane, required, maxWaitMs });
  try {
    const status = await inspect(required, by);
    if (!isWorthWaiting(status, target)) return status;
    const endWait = target.beginWait ? target.beginWait() : () => {};
    if (!endWait) return status;
    try {
      return await waitOn(waiter, { status, target, by });
    } finally {
      endWait();
    }
  } finally {
    waiter.stop();
  }
}

interface Waiting<Read extends LaneRead> {
  readonly status: ReadStatus<Read>;
  readonly target: ReadTarget;
  readonly by: Look<Read>;
}

async function waitOn<Read extends LaneRead>(
  waiter: Waiter,
  { target, by, ...before }: Waiting<Read>,
): Promise<ReadStatus<Read>> {
  let { status } = before;
  let isLast = false;
  while (!isLast && isWorthWaiting(status, target)) {
    isLast = (await waiter.next(progressIn(status))) === 'deadline';
    status = await inspect(target.required, by);
  }
  return status;
}

/** What is being rebuilt takes longer than anybody waits: whoever takes a fold gets it at once. */
function isWorthWaiting(status: ReadStatus<LaneRead>, { ifBehind }: ReadTarget): boolean {
  const { kind } = status;
  // It comes no further before somebody has mended it.
  if (parkedIn(status)) return false;
  return kind === 'behind' || (kind === 'rebuilding' && ifBehind !== 'WRITE_MODEL');
}

function progressIn(status: ReadStatus<LaneRead>): Progress {
  return status.kind !== 'unavailable' && status.read
    ? progressOf(status.read)
    : { version: 0, position: '0' };
}
