// Turns among the lanes of one process: one heavy step in each round of the event loop. So whatever else waits in the
// process, a read of the API or a heartbeat, waits for one step and not for those of all lanes.

let last = Promise.resolve();

/** Resolves when it is the caller's turn, in a round of its own. */
export function inTurn(): Promise<void> {
  last = last.then(
    () =>
      new Promise((resolve) => {
        setImmediate(resolve);
      }),
  );
  return last;
}
