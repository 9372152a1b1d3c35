// Child processes of server programs, in a process group of their own (Ctrl-C in the terminal reaches us, not them) and
// ended for sure: by `stop`, when this process exits, and on Linux even when it is killed.
import { spawn, spawnSync } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

export interface Program {
  /** Name on the PATH, or path. */
  readonly file: string;
  readonly args: readonly string[];
  /** Numeric user and group to run as; only root may name them. */
  readonly user?: { readonly uid: number; readonly gid: number };
}

export interface Child {
  readonly pid: number;
  readonly hasExited: () => boolean;
  readonly exited: Promise<string>;
  /** Sends a signal; resolves when the process is gone, or at once for the signals that only pause and resume it. */
  readonly kill: (signal: NodeJS.Signals) => Promise<void>;
  /** Sends the signals in turn until the process is gone, waiting `graceMs` after each; the last resort is SIGKILL. */
  readonly stop: (signals: readonly NodeJS.Signals[], graceMs?: number) => Promise<void>;
}

const LAST_RESORT: NodeJS.Signals = 'SIGKILL';

const living = new Set<Child>();
process.on('exit', () => {
  for (const child of living) void child.kill('SIGINT');
});

let canDieWithParent: boolean | undefined;

/**
 * Wraps a program so that the kernel sends it a signal when we die, however we die; several times, once for each of our
 * threads that it outlives. Only Linux can.
 */
export function diesWithParent(program: Program, signal: 'INT' | 'TERM'): Program {
  const prefix = ['--pdeathsig', signal];
  canDieWithParent ??=
    process.platform === 'linux' &&
    spawnSync('setpriv', [...prefix, 'true'], { stdio: 'ignore' }).status === 0;
  if (!canDieWithParent) return program;
  return { ...program, file: 'setpriv', args: [...prefix, program.file, ...program.args] };
}

/** Starts a program with its output in `logFile` (overwritten); rejects when it cannot be started at all. */
export async function startProcess(program: Program, logFile: string): Promise<Child> {
  const log = openSync(logFile, 'w', 0o600);
  const child = spawn(program.file, program.args, {
    detached: true,
    stdio: ['ignore', log, log],
    ...program.user,
  });
  closeSync(log);
  const exited = new Promise<string>((resolve) => {
    child.once('exit', (code, signal) => resolve(signal === null ? `exit code ${code}` : `signal ${signal}`));
  });
  await new Promise<void>((resolve, reject) => {
    child.once('spawn', resolve);
    child.once('error', reject);
  });
  child.unref();

  const hasExited = (): boolean => child.exitCode !== null || child.signalCode !== null;
  const running: Child = {
    pid: child.pid ?? -1,
    hasExited,
    exited,
    kill: async (signal) => {
      child.kill(signal);
      if (signal === 'SIGSTOP' || signal === 'SIGCONT') return;
      child.ref();
      await exited;
    },
    stop: async (signals, graceMs = 5_000) => {
      child.ref();
      for (const signal of [...signals, LAST_RESORT]) {
        if (hasExited()) break;
        child.kill(signal);
        child.kill('SIGCONT'); // one that is paused would not notice
        await Promise.race([exited, sleep(graceMs, undefined, { ref: false })]);
      }
    },
  };
  living.add(running);
  void exited.then(() => living.delete(running));
  return running;
}

export interface Finished {
  readonly status: number | null;
  /** What ended it before its end, such as Ctrl-C. */
  readonly signal?: NodeJS.Signals;
  readonly output: string;
}

/** Runs a program to its end and returns its exit status with everything it wrote; `null` when it cannot run. */
export async function runProcess(program: Program): Promise<Finished> {
  const child = spawn(program.file, program.args, { stdio: ['ignore', 'pipe', 'pipe'], ...program.user });
  const chunks: string[] = [];
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (chunk: string) => chunks.push(chunk));
  }
  return new Promise((resolve) => {
    child.once('error', (error) => resolve({ status: null, output: error.message }));
    child.once('close', (status, signal) =>
      resolve({ status, ...(signal ? { signal } : {}), output: chunks.join('') }),
    );
  });
}
