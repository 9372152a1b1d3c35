// Identity of the store that this process serves. The incarnation is remembered, so that reads do not ask for it;
// before the process takes a token or a lane for one of another store it asks the store again, because a restored store
// gets a new one.
import type { Position } from '../../../model/position.ts';
import type { IncarnationSource } from '../../../model/event-store.ts';

export interface StoreIdentity {
  incarnation(): Promise<string>;
  /** Whether the store has this incarnation now. Throws only if the store could never be asked. */
  isOurs(incarnation: string): Promise<boolean>;
  /** What a read must have seen to be no older than that, in milliseconds. */
  positionBefore(ageMs: number): Promise<Position>;
}

const ASK_AGAIN_AFTER_MS = 1000;
/** Reads that want the same share an answer for so long. */
const SHARED_MS = 20;

export function createStoreIdentity(events: IncarnationSource): StoreIdentity {
  let known: string | undefined;
  let asking: Promise<string> | undefined;
  let askedAt = -Infinity;

  const ask = (): Promise<string> => {
    asking ??= events
      .incarnation()
      .then((incarnation) => {
        known = incarnation;
        return incarnation;
      })
      .finally(() => {
        asking = undefined;
        askedAt = performance.now();
      });
    return asking;
  };

  events.onRenewed?.((incarnation) => {
    known = incarnation;
  });
  let last: { readonly ageMs: number; readonly at: number; readonly answer: Promise<Position> } | undefined;
  const positionBefore = (ageMs: number): Promise<Position> => {
    if (!events.positionBefore)
      return Promise.reject(new Error('This store does not tell how old events are.'));
    const now = performance.now();
    if (last?.ageMs !== ageMs || now - last.at > SHARED_MS) {
      last = { ageMs, at: now, answer: events.positionBefore(ageMs) };
    }
    return last.answer;
  };

  return {
    positionBefore,
    incarnation: async () => known ?? ask(),
    isOurs: async (incarnation) => {
      if (incarnation === (known ?? (await ask()))) return true;
      if (performance.now() - askedAt < ASK_AGAIN_AFTER_MS) return false;
      const now = await ask().catch(() => known);
      return incarnation === now;
    },
  };
}
