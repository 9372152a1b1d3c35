// A promise with a deadline.

/**
 * Rejects with `failure(cause)` if `work` does, and with `failure(undefined)` if it takes longer than `ms`. What has come by
 * then counts, though a busy process has not looked at it yet: timers come before it in the event loop.
 */
export function withinTime<Value>(
  work: Promise<Value>,
  ms: number,
  failure: (cause: unknown) => Error,
): Promise<Value> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => setImmediate(() => reject(failure(undefined))), ms);
    work.then(
      (value) => {
        clearTimeout(timer);
        resolve(value);
      },
      (error: unknown) => {
        clearTimeout(timer);
        reject(failure(error));
      },
    );
  });
}
