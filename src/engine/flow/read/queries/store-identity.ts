// Which store this process serves. The incarnation is remembered, so that reads do not ask for it; before the process
// calls a token or a lane foreign it asks the store again, because a restored store gets a new one.
import type { IncarnationSource } from '../../../model/event-store.ts';

export interface StoreIdentity {
  incarnation(): Promise<string>;
  /** Whether the store has this incarnation now. Throws only if the store could never be asked. */
  isOurs(incarnation: string): Promise<boolean>;
}

const ASK_AGAIN_AFTER_MS = 1000;

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
  return {
    incarnation: async () => known ?? ask(),
    isOurs: async (incarnation) => {
      if (incarnation === (known ?? (await ask()))) return true;
      if (performance.now() - askedAt < ASK_AGAIN_AFTER_MS) return false;
      const now = await ask().catch(() => known);
      return incarnation === now;
    },
  };
}
