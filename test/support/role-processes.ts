// Roles run by `npm start` with nothing between: started as a terminal does, signalled, and none left behind.
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { afterEach } from 'vitest';
import { compiled } from './compiled.ts';
import { eventually } from './eventually.ts';

export interface LogEntry {
  readonly level: string;
  readonly name: string;
  readonly msg: string;
  readonly code?: string;
  readonly [field: string]: unknown;
}

export interface RoleProcess {
  readonly pid: number;
  /** Everything written so far. */
  output(): string;
  log(): readonly LogEntry[];
  /** The first line that is so, at once or as soon as there is one. */
  untilLogged(what: string, isIt: (entry: LogEntry) => boolean): Promise<LogEntry>;
  /** As Ctrl-C does it: to all that runs in this terminal. Else to the first process alone. */
  signal(signal: NodeJS.Signals, to?: 'all' | 'first'): void;
  /** The exit code of the first process, or the signal that ended it. */
  readonly ended: Promise<number | string>;
}

export type StartRoleProcess = (
  args: readonly string[],
  env: Readonly<Record<string, string>>,
) => RoleProcess;

/** To be called at the top of a file: what is left after a test is killed; if it failed, its output is shown. */
export function withRoleProcesses(program = 'test/support/several-processes.ts'): StartRoleProcess {
  let entry: string | undefined;
  const started = new Set<RoleProcess>();
  const killAll = (): void => started.forEach((role) => role.signal('SIGKILL', 'all'));
  process.on('exit', killAll);
  afterEach(async ({ task }) => {
    if (task.result?.state === 'fail') started.forEach((role) => console.info(role.output()));
    killAll();
    await Promise.all([...started].map((role) => role.ended));
    started.clear();
  });
  return (args, env) => {
    entry ??= compiled(program);
    const role = startRoleProcess([entry, ...args], env);
    started.add(role);
    return role;
  };
}

function startRoleProcess(args: readonly string[], env: Readonly<Record<string, string>>): RoleProcess {
  const { PATH, HOME } = process.env;
  const child = spawn(process.execPath, args, {
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { PATH, HOME, NODE_ENV: 'test', ...env },
  });
  let written = '';
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text: string) => (written += text));
  const ended = new Promise<number | string>((resolve) => {
    child.once('close', (code, signal) => resolve(code ?? signal ?? ''));
  });
  let hasEnded = false;
  void ended.then(() => (hasEnded = true));
  const pid = child.pid ?? -1;
  const log = (): readonly LogEntry[] =>
    written
      .split('\n')
      .flatMap((line) => (line.startsWith('{') && line.endsWith('}') ? [JSON.parse(line)] : []));
  return {
    pid,
    output: () => written,
    log,
    untilLogged: (what, isIt) =>
      eventually(what, () => {
        const found = log().find(isIt);
        if (found === undefined && hasEnded) throw new Error(`It has ended, and wrote:\n${written}`);
        return found;
      }),
    signal: (signal, to = 'first') => {
      try {
        process.kill(to === 'all' ? -pid : pid, signal);
      } catch {
        // Gone already.
      }
    },
    ended,
  };
}

/** Whether a process is there, and not just waiting for somebody to ask how it ended. Only Linux tells. */
export function isAlive(pid: number): boolean {
  try {
    return !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
  } catch {
    return false;
  }
}
