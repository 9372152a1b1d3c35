// The role `worker` in a thread, as the thread itself sees it: what it says to the thread that keeps it, and hears.
import { isMainThread, parentPort, workerData, type MessagePort } from 'node:worker_threads';
import { startBeating } from '../../flow/carry/watchdog/start-beating.ts';
import type { Watchdog } from '../../flow/carry/watchdog/start-watchdog.ts';
import type { FromProcess } from '../processes/messages.ts';
import { siblingsOver, type Siblings } from '../processes/siblings.ts';
import { StopThread, ThreadData, type ThreadLanes } from './thread-messages.ts';

export interface HostedThread {
  /** The other threads and processes. */
  readonly siblings: Siblings;
  /** Begins the signs of life. @param owner how it is named beside its lanes. */
  watched(owner: string): Watchdog;
  /** @param url where it answers `/health`, `/ready` and `/metrics`, if it does. */
  ready(url: string | undefined): void;
  failed(reason: string): void;
  /** Called when it is to stop, with the deadline in milliseconds; the thread ends when nothing is left. */
  onStop(stop: (deadlineMs: number) => Promise<void>): void;
}

/** Undefined where the program runs by itself. */
export function hostedThread(): HostedThread | undefined {
  const data = dataOfThread();
  return data && parentPort ? hostedBy(parentPort, data) : undefined;
}

/** Whether this program runs in a thread that another one keeps. */
export const isInThread = (): boolean => dataOfThread() !== undefined;

/** What whoever started the thread gave to its program; undefined where it runs by itself. */
export const givenToThread = (): unknown => dataOfThread()?.data;

const dataOfThread = (): ThreadData | undefined =>
  isMainThread ? undefined : ThreadData.safeParse(workerData).data;

function hostedBy(port: MessagePort, { beat }: ThreadData): HostedThread {
  const say = (message: FromProcess | ThreadLanes): void => port.postMessage(message, []);
  return {
    siblings: siblingsOver({
      isOpen: () => true,
      send: (message) => port.postMessage(message, []),
      hear: (hear) => void port.on('message', hear),
    }),
    watched: (owner) => {
      const beating = startBeating(beat);
      return {
        marksAt: (keys) => say({ kind: 'lanes', owner, keys: { ...keys } }),
        stopping: () => {},
        close: async () => beating.close(),
      };
    },
    ready: (url) => say({ kind: 'ready', ...(url === undefined ? {} : { url }) }),
    failed: (reason) => say({ kind: 'failed', reason }),
    onStop: (stop) => {
      port.on('message', (message: unknown) => {
        const told = StopThread.safeParse(message).data;
        if (!told) return;
        // What is not caught here ends the thread, with what it says.
        void stop(told.deadlineMs).finally(() => port.close());
      });
    },
  };
}
