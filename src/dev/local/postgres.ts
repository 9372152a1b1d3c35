// An embedded PostgreSQL for one machine: nothing to install, a folder of its own, on 127.0.0.1 with a password.
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Client } from 'pg';
import { Explained } from '../../engine/model/explained.ts';
import { claimFolder } from './claimed-folder.ts';
import { freePort } from './free-port.ts';
import { clusterIn, initialise, stopLeftover, type Cluster } from './postgres-cluster.ts';
import { postgresPrograms } from './postgres-programs.ts';
import { diesWithParent, startProcess, type Child, type Program } from './processes.ts';
import { lastPort, passwordIn, rememberPort, tailOf } from './remembered.ts';
import { unprivileged } from './unprivileged.ts';

export interface PostgresOptions {
  readonly dataDir: string;
  /** Exactly this port; otherwise the one of last time, or any free one. */
  readonly port?: number;
  readonly log?: (line: string) => void;
  /** Further server settings, such as `{ max_connections: '20' }`. */
  readonly settings?: Readonly<Record<string, string>>;
  /** False for throw-away data: commits do not reach the disk before they are acknowledged. */
  readonly durable?: boolean;
}

export interface RunningPostgres {
  readonly url: (database?: string) => string;
  readonly port: number;
  readonly pid: number;
  readonly stop: () => Promise<void>;
  /** Sends a signal to the server; resolves when it is gone, except for SIGSTOP and SIGCONT. */
  readonly kill: (signal: NodeJS.Signals) => Promise<void>;
}

const READY_WITHIN_MS = 60_000;
const ATTEMPTS = 5;

const NOT_DURABLE = { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off' };

/** Starts the server of `dataDir` (made on first use) and returns when it accepts connections. */
export async function startPostgres(options: PostgresOptions): Promise<RunningPostgres> {
  const folder = resolve(options.dataDir);
  const programs = await postgresPrograms();
  const release = claimFolder(folder);
  try {
    const cluster = clusterIn(folder);
    const password = passwordIn(folder);
    const wrap = await unprivileged(folder, programs.postgres);
    await stopLeftover(cluster);
    if (!existsSync(cluster.data)) {
      options.log?.(`Making a PostgreSQL database cluster in ${folder}`);
      await initialise(cluster, programs, wrap);
    }
    const program = (port: number): Program =>
      // Outermost last: the death signal must be set by the process that becomes the server.
      wrap(diesWithParent({ file: programs.postgres, args: serverArgs(cluster, port, options) }, 'INT'));
    const { child, port } = await startOnPort(cluster, options.port, { program, password });
    rememberPort(folder, port);
    return running({ child, port, password, release });
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
}): RunningPostgres {
  const { child, port, password } = server;
  const gone = child.exited.then(server.release);
  return {
    port,
    pid: child.pid,
    url: (database = 'postgres') => urlOf(port, password, database),
    // SIGINT: end the sessions, write a checkpoint, stop. SIGQUIT: stop now, recover at the next start.
    stop: async () => {
      await child.stop(['SIGINT', 'SIGQUIT'], 10_000);
      await gone;
    },
    kill: async (signal) => {
      await child.kill(signal);
      if (child.hasExited()) await gone;
    },
  };
}

async function startOnPort(
  cluster: Cluster,
  fixedPort: number | undefined,
  server: { readonly program: (port: number) => Program; readonly password: string },
): Promise<{ child: Child; port: number }> {
  for (let attempt = 1; ; attempt += 1) {
    const port = fixedPort ?? (await freePort(attempt === 1 ? lastPort(cluster.folder) : undefined));
    const child = await startProcess(server.program(port), cluster.log);
    const failure = await untilReady(child, urlOf(port, server.password, 'postgres'));
    if (failure === undefined) return { child, port };
    await child.stop(['SIGQUIT']);
    const log = tailOf(cluster.log);
    // Both pass by themselves: another program was quicker to take the port; the processes of a killed server are
    // still ending and hold its shared memory.
    const mayPass =
      (fixedPort === undefined && /could not bind/.test(log)) || /shared memory block/.test(log);
    if (!mayPass || attempt === ATTEMPTS) {
      throw new Explained(
        `PostgreSQL did not start on port ${port} (${failure}). Its log ends with:\n${log}`,
      );
    }
    await sleep(200 * attempt);
  }
}

async function untilReady(child: Child, url: string): Promise<string | undefined> {
  const deadline = Date.now() + READY_WITHIN_MS;
  while (Date.now() < deadline) {
    if (child.hasExited()) return child.exited;
    if (await accepts(url)) return undefined;
    await sleep(20);
  }
  return `not ready after ${READY_WITHIN_MS / 1_000} s`;
}

/** Whether the server lets us in now. */
export async function accepts(url: string): Promise<boolean> {
  const client = new Client({ connectionString: url, connectionTimeoutMillis: 2_000 });
  client.on('error', () => undefined);
  try {
    await client.connect();
    return true;
  } catch {
    return false;
  } finally {
    await client.end().catch(() => undefined);
  }
}

function serverArgs(cluster: Cluster, port: number, options: PostgresOptions): readonly string[] {
  const settings = {
    listen_addresses: '127.0.0.1',
    unix_socket_directories: '',
    max_connections: '200',
    timezone: 'UTC',
    ...(options.durable === false ? NOT_DURABLE : {}),
    ...options.settings,
  };
  const pairs = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  return ['-D', cluster.data, '-p', String(port), ...pairs];
}

export const urlOf = (port: number, password: string, database: string): string =>
  `postgresql://postgres:${password}@127.0.0.1:${port}/${database}`;
