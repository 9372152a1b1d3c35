// The project in a folder of its own, as after a fresh `npm ci`, with its commands run as a person in a terminal does.
import { spawn } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, readlinkSync, symlinkSync } from 'node:fs';
import { connect } from 'node:net';
import { join, resolve } from 'node:path';
import { eventually } from './eventually.ts';
import { ownFolder } from './servers.ts';

const NEEDED = [
  'src',
  'prisma',
  'scripts',
  'clients',
  'console',
  'examples',
  'docs',
  'prisma.config.ts',
  'package.json',
  'tsconfig.json',
  'tsconfig.build.json',
];

export interface ProjectCopy {
  readonly folder: string;
  /** Runs `npm …`, with nothing in the environment that names a server. */
  npm(args: readonly string[], env?: Readonly<Record<string, string>>): Terminal;
  /** Command lines of all processes that work in the folder, or on it. */
  processes(): readonly string[];
}

export interface Terminal {
  readonly pid: number;
  /** Everything written so far, errors too. */
  output(): string;
  untilWritten(text: string): Promise<void>;
  /** Ctrl-C: to everything that runs in this terminal. */
  interrupt(): void;
  /** To everything in this terminal, or to `npm` alone. */
  signal(signal: NodeJS.Signals, to: 'all' | 'npm'): void;
  /** The exit code, or the signal that ended it. */
  ended(): Promise<number | string>;
}

export function copyProject(): ProjectCopy {
  const folder = ownFolder('project');
  mkdirSync(folder, { recursive: true });
  for (const name of NEEDED) cpSync(resolve(name), join(folder, name), { recursive: true });
  symlinkSync(resolve('node_modules'), join(folder, 'node_modules'));
  return {
    folder,
    npm: (args, env = {}) => startTerminal(args, { folder, env }),
    processes: () => processesIn(folder),
  };
}

const FROM_OUTSIDE = ['PATH', 'HOME', 'TMPDIR', 'LANG', 'npm_config_userconfig', 'SystemRoot'];

function startTerminal(
  args: readonly string[],
  { folder, env }: { readonly folder: string; readonly env: Readonly<Record<string, string>> },
): Terminal {
  const outside = Object.fromEntries(FROM_OUTSIDE.map((name) => [name, process.env[name]]));
  const child = spawn('npm', args, {
    cwd: folder,
    env: { ...outside, ...env },
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let written = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (chunk: string) => {
      written += chunk;
    });
  }
  const end = new Promise<number | string>((resolveEnd) => {
    child.once('close', (code, signal) => resolveEnd(code ?? signal ?? 'unknown'));
  });
  let hasEnded = false;
  void end.then(() => {
    hasEnded = true;
  });
  const pid = child.pid ?? -1;
  return {
    pid,
    output: () => written,
    untilWritten: (text) =>
      eventually(`"${text}"`, () => {
        if (written.includes(text)) return true;
        if (hasEnded) throw new Error(`It ended. It wrote:\n${written}`);
        return undefined;
      }).then(() => undefined),
    interrupt: () => process.kill(-pid, 'SIGINT'),
    signal: (signal, to) => process.kill(to === 'all' ? -pid : pid, signal),
    ended: () => end,
  };
}

/** Only Linux tells. */
function processesIn(folder: string): readonly string[] {
  if (process.platform !== 'linux') return [];
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((pid) => {
      try {
        const command = readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ').trim();
        const isIn = readlinkSync(`/proc/${pid}/cwd`).startsWith(folder) || command.includes(folder);
        // One without a command line has ended; nobody has asked how, yet.
        return isIn && command !== '' ? [`${pid} ${command}`] : [];
      } catch {
        return [];
      }
    });
}

/** Whether somebody listens on a port of this machine. */
export function isListening(port: number): Promise<boolean> {
  return new Promise((resolveListening) => {
    const socket = connect({ host: '127.0.0.1', port });
    socket.once('connect', () => resolveListening(true));
    socket.once('error', () => resolveListening(false));
    socket.once('connect', () => socket.destroy());
  });
}

/** Ports on which the project's own servers last listened. */
export function ownPorts({ folder }: Pick<ProjectCopy, 'folder'>): readonly number[] {
  return ['postgres', 'redis']
    .map((name) => join(folder, '.data', name, 'port'))
    .filter((file) => existsSync(file))
    .map((file) => Number(readFileSync(file, 'utf8')));
}
