// The place of the role `worker`: this thread or one beside it; where this is the one beside, who keeps it is told.
import type { ProcessOptions } from '../open-process.ts';
import type { RoleOptions, RunningWorker, WorkerOptions } from '../roles.ts';
import type { Settings } from '../settings.ts';
import { gatherWithThread } from './gather-with-thread.ts';
import { hostedThread, type HostedThread } from './hosted-thread.ts';
import type { ThreadOptions } from './start-worker-thread.ts';

export interface WorkerPlace {
  /** As they are in this thread. */
  readonly settings: Settings;
  readonly process: Pick<ProcessOptions, 'checksServers' | 'siblings' | 'thread'>;
  /** @param close stops all that runs in this thread. */
  start(opened: Opened, options: WorkerOptions, close: Close): Promise<RunningWorker>;
}

type Opened = RoleOptions & { readonly owner: string };
type Close = (deadlineMs: number) => Promise<void>;

export function placeWorker(given: Settings, options: ProcessOptions): WorkerPlace {
  const thread = hostedThread();
  if (thread) {
    return {
      settings: settingsInThread(given),
      // Who keeps the thread has looked at the servers.
      process: { checksServers: false, siblings: thread.siblings, thread },
      start: (opened, worker, close) => startHosted(thread, () => startHere(opened, worker), close),
    };
  }
  const { siblings, checksServers, watchdog } = options;
  const gathering = gatherWithThread(siblings);
  return {
    settings: given,
    process: { checksServers, siblings: gathering.siblings },
    start: async (opened, worker) => {
      const { settings, logger } = opened;
      const limits = watchdog === false ? undefined : watchdog;
      const role = worker.thread
        ? await startBeside({ program: worker.thread, settings, logger, gathering, limits })
        : await startHere(opened, worker);
      if (role.url !== undefined) logger.info({ url: role.url }, 'The worker says how it is');
      return role;
    },
  };
}

async function startHere(opened: Opened, options: WorkerOptions): Promise<RunningWorker> {
  const { startWorker } = await import('../start-worker.ts');
  return startWorker({ ...options, ...opened });
}

async function startBeside(options: ThreadOptions): Promise<RunningWorker> {
  const { startWorkerThread } = await import('./start-worker-thread.ts');
  return startWorkerThread(options);
}

/** Of the worker's program in a thread: its role, and what whoever keeps the thread is told of it. */
async function startHosted(
  thread: HostedThread,
  start: () => Promise<RunningWorker>,
  close: (deadlineMs: number) => Promise<void>,
): Promise<RunningWorker> {
  try {
    const role = await start();
    thread.onStop(close);
    thread.ready(role.url);
    return role;
  } catch (error) {
    thread.failed(error instanceof Error ? error.message : String(error));
    throw error;
  }
}

/** Its port is held by the thread that keeps it. */
const settingsInThread = (settings: Settings): Settings => ({
  ...settings,
  ...(settings.workerPort === undefined ? {} : { host: '127.0.0.1', workerPort: 0 }),
});
