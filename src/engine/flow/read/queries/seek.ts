// Looks until what is asked is reached or the time is over; and then once more, because notices can be lost.
import { laneOf } from '../../../model/lane.ts';
import type { NoticeSource } from '../../../model/notices.ts';
import type { Asked } from './answer-read.ts';
import { lookAt, type Look, type Sight } from './look-at.ts';
import { asksNothing, progressOf, type Progress } from './requirement.ts';
import { startWaiter } from './wait-for-notice.ts';

export interface Found {
  readonly sight: Sight;
  readonly waited: boolean;
}

export async function seek(asked: Asked, by: Look & { readonly notices: NoticeSource }): Promise<Found> {
  const { projection, key, required, maxWaitMs } = asked;
  if (maxWaitMs === 0 || asksNothing(required)) {
    return { sight: await lookAt(key, required, by), waited: false };
  }
  const lane = { projection: key.projection, lane: laneOf(key.id, projection.lanes) };
  const waiter = startWaiter({ notices: by.notices, key, lane, required, maxWaitMs });
  try {
    let sight = await lookAt(key, required, by);
    let waited = false;
    for (let isLast = false; !isLast && isWorthWaiting(sight, asked); waited = true) {
      isLast = (await waiter.next(progressIn(sight))) === 'deadline';
      sight = await lookAt(key, required, by);
    }
    return { sight, waited };
  } finally {
    waiter.stop();
  }
}

/** What is being rebuilt takes longer than anybody waits: whoever takes a fold gets it at once. */
function isWorthWaiting({ kind }: Sight, { ifBehind }: Asked): boolean {
  return kind === 'behind' || (kind === 'rebuilding' && ifBehind !== 'WRITE_MODEL');
}

function progressIn(sight: Sight): Progress {
  return sight.kind !== 'unavailable' && sight.read ? progressOf(sight.read) : { version: 0, position: '0' };
}
