// A Redis (or Valkey) server for one machine, from the program installed here: on 127.0.0.1 with a password, and
// never evicting.
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Explained } from '../../engine/model/explained.ts';
import { claimFolder } from './claimed-folder.ts';
import { freePort } from './free-port.ts';
import { diesWithParent, runProcess, startProcess, type Child, type Program } from './processes.ts';
import { writeConfiguration } from './redis-configuration.ts';
import { answersPing, shutDown } from './redis-wire.ts';
import { lastPort, passwordIn, rememberPort, tailOf } from './remembered.ts';

export interface RedisOptions {
  readonly dataDir: string;
  /** Exactly this port; otherwise the one of last time, or any free one. */
  readonly port?: number;
  /** True keeps the data over a restart (append-only file, flushed every second). */
  readonly persist?: boolean;
  /** Further server settings, such as `{ maxmemory: '10mb' }`. */
  readonly settings?: Readonly<Record<string, string>>;
}

export interface RunningRedis {
  readonly url: string;
  readonly port: number;
  readonly pid: number;
  readonly stop: () => Promise<void>;
  /** Sends a signal to the server; resolves when it is gone, except for SIGSTOP and SIGCONT. */
  readonly kill: (signal: NodeJS.Signals) => Promise<void>;
}

/** What to run for a server whose configuration file lies in `folder`. */
export type RedisLauncher = (server: {
  readonly folder: string;
  readonly configFile: string;
  readonly port: number;
}) => Program;

const READY_WITHIN_MS = 60_000;
const ATTEMPTS = 5;

/** Starts a server and returns when it answers. */
export async function startRedis(options: RedisOptions, launcher?: RedisLauncher): Promise<RunningRedis> {
  const launch = launcher ?? installedRedis(await requireRedis());
  const folder = resolve(options.dataDir);
  const release = claimFolder(folder);
  try {
    await stopLeftover(folder);
    const { child, port } = await startOnPort(folder, options, launch);
    rememberPort(folder, port);
    return running({ child, port, password: passwordIn(folder), release });
  } catch (error) {
    release();
    throw error;
  }
}

function running(server: {
  readonly child: Child;
  readonly port: number;
  readonly password: string;
  readonly release: () => void;
}): RunningRedis {
  const { child, port, password } = server;
  const gone = child.exited.then(server.release);
  return {
    port,
    pid: child.pid,
    url: `redis://:${password}@127.0.0.1:${port}`,
    stop: async () => {
      await child.stop(['SIGTERM']);
      await gone;
    },
    kill: async (signal) => {
      await child.kill(signal);
      if (child.hasExited()) await gone;
    },
  };
}

/** The name of the server program on this machine's PATH, if there is one. */
export async function findRedis(): Promise<string | undefined> {
  for (const program of ['redis-server', 'valkey-server']) {
    const run = await runProcess({ file: program, args: ['--version'] });
    if (run.status === 0) return program;
  }
  return undefined;
}

export const installedRedis =
  (program: string): RedisLauncher =>
  ({ configFile }) =>
    // At a second SIGINT Redis exits from within its signal handler, and may hang there for ever.
    diesWithParent({ file: program, args: [configFile] }, 'TERM');

// Who answers on the old port to the password of this folder is the server of an earlier run that was killed.
async function stopLeftover(folder: string): Promise<void> {
  const port = lastPort(folder);
  if (port === undefined || !(await answersPing(port, passwordIn(folder)))) return;
  await shutDown(port, passwordIn(folder));
  for (let waited = 0; waited < 10_000; waited += 50) {
    if (!(await answersPing(port, passwordIn(folder)))) return;
    await sleep(50);
  }
  throw new Explained(`The Redis that an earlier run left on port ${port} does not stop; end it by hand.`);
}

async function requireRedis(): Promise<string> {
  const program = await findRedis();
  if (program === undefined) throw new Explained('Neither redis-server nor valkey-server is on the PATH.');
  return program;
}

async function startOnPort(
  folder: string,
  options: RedisOptions,
  launch: RedisLauncher,
): Promise<{ child: Child; port: number }> {
  const { persist = false, settings = {} } = options;
  const password = passwordIn(folder);
  const logFile = join(folder, 'redis.log');
  for (let attempt = 1; ; attempt += 1) {
    const port = options.port ?? (await freePort(attempt === 1 ? lastPort(folder) : undefined));
    const configFile = writeConfiguration({ folder, port, password, persist, settings });
    const child = await startProcess(launch({ folder, configFile, port }), logFile);
    const failure = await untilReady(child, port, password);
    if (failure === undefined) return { child, port };
    await child.stop(['SIGTERM']);
    const log = tailOf(logFile);
    // Another program may have been quicker to take the port.
    if (options.port !== undefined || attempt === ATTEMPTS || !/already in use/i.test(log)) {
      throw new Explained(`Redis did not start on port ${port} (${failure}). Its log ends with:\n${log}`);
    }
  }
}

async function untilReady(child: Child, port: number, password: string): Promise<string | undefined> {
  const deadline = Date.now() + READY_WITHIN_MS;
  while (Date.now() < deadline) {
    if (child.hasExited()) return child.exited;
    if (await answersPing(port, password)) return undefined;
    await sleep(10);
  }
  return `not ready after ${READY_WITHIN_MS / 1_000} s`;
}
