// A watch over the parent of this process: it calls back when whoever started us has gone. A shell that `npm run` puts
// between ends at SIGTERM without passing it on; nobody could tell us to stop any more.

const LOOK_EVERY_MS = 500;

/** Calls back once, soon after the process that started this one has ended. Does not keep this one alive. */
export function whenOrphaned(notify: () => void): void {
  const parent = process.ppid;
  const look = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(look);
    notify();
  }, LOOK_EVERY_MS);
  look.unref();
}
