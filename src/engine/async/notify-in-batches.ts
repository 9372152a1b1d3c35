// Notification of many followers in batches: what they set off for thousands would otherwise keep the process from
// everything else, and nothing of it could be forgotten before all of it was done. Few are told at once.
import { setImmediate as nextTurn } from 'node:timers/promises';

const AT_A_TIME = 100;

/**
 * @param followers a set or the like, as it is whenever someone is told.
 * @param hear must not throw.
 * @returns tells everyone of everything once, in order; what comes while many are told is heard with it by those whose
 * turn is still to come, so that nobody is told what is old already.
 */
export function notifyInBatches<Follower extends object, News>(
  followers: Iterable<Follower>,
  hear: (follower: Follower, news: News) => void,
): (news: News) => void {
  /** What not everyone has heard, and how much there was before it. */
  const pending: News[] = [];
  let before = 0;
  /** How much of everything each has heard. */
  const heard = new WeakMap<Follower, number>();
  let isUnderWay = false;

  const notify = (follower: Follower): void => {
    const from = Math.max((heard.get(follower) ?? 0) - before, 0);
    for (const news of from === 0 ? pending : pending.slice(from)) hear(follower, news);
    heard.set(follower, before + pending.length);
  };
  const notifyAll = async (): Promise<void> => {
    isUnderWay = true;
    while (pending.length > 0) {
      const known = pending.length;
      let notified = 0;
      // A set goes on where it was: it leaves out who has gone meanwhile.
      for (const follower of followers) {
        if (notified === AT_A_TIME) {
          await nextTurn();
          notified = 0;
        }
        notified += 1;
        notify(follower);
      }
      pending.splice(0, known);
      before += known;
    }
    isUnderWay = false;
  };
  return (news) => {
    pending.push(news);
    if (!isUnderWay) void notifyAll();
  };
}

/** Those who wait for the same, as they are let go when it is there. */
export function releaseInBatches<Value>(awaited: Promise<Value>): () => Promise<Value> {
  let released = awaited;
  let together = 0;
  return () => {
    if (together === AT_A_TIME) {
      released = released.then((value) => nextTurn(value));
      together = 0;
    }
    together += 1;
    return released;
  };
}
