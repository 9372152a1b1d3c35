// The supervisor, as one of several processes sees it.
import cluster from 'node:cluster';
import { ToProcess, type FromProcess } from './messages.ts';

export interface Supervisor {
  /** @param url where the API listens, if there is one. */
  ready(url: string | undefined): void;
  /** Says why this process could not start; false if there is nobody to hear it. */
  failed(reason: string): boolean;
  /** Calls back when this process is to stop: it was told so, or the supervisor is gone. */
  onStop(stop: () => void): void;
}

/** None for a process that is alone. */
export function supervisorOf(): Supervisor | undefined {
  const { worker } = cluster;
  if (worker === undefined) return undefined;
  const say = (message: FromProcess): boolean => {
    if (!worker.isConnected()) return false;
    worker.send(message, () => {});
    return true;
  };
  return {
    ready: (url) => void say({ kind: 'ready', ...(url === undefined ? {} : { url }) }),
    failed: (reason) => say({ kind: 'failed', reason }),
    onStop: (stop) => {
      worker.on('message', (message: unknown) => {
        if (ToProcess.safeParse(message).success) stop();
      });
      worker.once('disconnect', () => {
        // Otherwise Node ends the process at once, in the middle of its requests.
        worker.exitedAfterDisconnect = true;
        stop();
      });
    },
  };
}
