// One of several processes, as its supervisor sees it.
import cluster from 'node:cluster';
import { settledWithin } from '../../async/settled-within.ts';
import type { Run } from './keep-running.ts';
import { FromProcess, type ToProcess } from './messages.ts';
import { handOnUnaccepted } from './unaccepted.ts';

export interface ForkedProcess extends Run {
  readonly pid: number | undefined;
}

const LAST_WORDS_MS = 500;

interface Forking {
  /** 1 for the first. */
  readonly number: number;
  readonly args: readonly string[];
}

/** Runs this program with other arguments, all listeners shared. @param onReady told where its API listens, if it has one. */
export function forkProcess(
  { number, args }: Forking,
  onReady: (url: string | undefined) => void,
): ForkedProcess {
  cluster.setupPrimary({ args: [...args] });
  const worker = cluster.fork();
  const handOn = handOnUnaccepted(worker.process);
  let readyAt: number | undefined;
  let reason: string | undefined;
  worker.on('message', (message: unknown) => {
    const said = FromProcess.safeParse(message).data;
    if (said?.kind === 'failed') reason = said.reason;
    if (said?.kind !== 'ready') return;
    readyAt = performance.now();
    onReady(said.url);
  });
  const ended = endOf(worker).then(({ failure, ...how }) => {
    handOn();
    const readyForMs = readyAt === undefined ? undefined : performance.now() - readyAt;
    return { ...how, readyForMs, reason: reason ?? failure };
  });
  const { pid } = worker.process;
  return {
    ...{ pid, facts: { process: number, pid } },
    ended,
    stop: () => {
      const stop: ToProcess = { kind: 'stop' };
      // A signal would be the second one for a process that has heard the terminal's Ctrl-C.
      if (readyAt !== undefined && worker.isConnected()) worker.send(stop, () => {});
      else worker.process.kill('SIGTERM');
    },
    // SIGKILL.
    kill: () => void worker.process.kill('SIGKILL'),
  };
}

/** At once, whatever they do. */
export function killProcesses(): void {
  Object.values(cluster.workers ?? {}).forEach((worker) => worker?.process.kill('SIGKILL'));
}

interface HowItEnded {
  readonly code: number | undefined;
  readonly signal: string | undefined;
  /** Why it could not even be made. */
  readonly failure: string | undefined;
}

/** Its last words may come after its end. Of one that was killed in the middle of a word Node never says that it is silent. */
function endOf(worker: ReturnType<typeof cluster.fork>): Promise<HowItEnded> {
  const silent = new Promise<void>((resolve) => void worker.once('disconnect', () => resolve()));
  return new Promise((resolve) => {
    worker.once('exit', (code: number | null, signal: string | null) => {
      const how = { code: code ?? undefined, signal: signal ?? undefined, failure: undefined };
      void settledWithin(silent, LAST_WORDS_MS).then(() => resolve(how));
    });
    worker.on('error', ({ message }) => {
      if (worker.process.pid === undefined) resolve({ code: undefined, signal: undefined, failure: message });
    });
  });
}
