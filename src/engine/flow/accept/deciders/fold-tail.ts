// The state of a stream after a tail of its events.
import { SlipstreamError } from '../../../model/errors.ts';
import type { RecordedEvent } from '../../../model/events.ts';
import { inHand } from '../../../model/work-in-hand.ts';
import type { CachedState } from './state-cache.ts';
import type { StateKey } from './state-key.ts';

/** Throws STREAM_BROKEN, and what the author's code throws. */
export function foldTail(
  { stream, fold }: StateKey,
  base: CachedState | undefined,
  tail: readonly RecordedEvent[],
): CachedState {
  return inHand({ activity: 'evolve', stream }, () => {
    let state = base ? base.state : fold.initial;
    let version = base?.version ?? 0;
    let last = base?.last;
    for (const event of tail) {
      if (event.version !== version + 1) {
        throw new SlipstreamError(
          'STREAM_BROKEN',
          `${stream} has no version ${version + 1} before ${event.version}.`,
        );
      }
      state = fold.apply(state, event);
      version = event.version;
      last = { id: event.id, occurredAt: event.occurredAt };
    }
    return { state, version, snapshotAt: base?.snapshotAt ?? 0, ...(last ? { last } : {}) };
  });
}
