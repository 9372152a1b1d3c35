// A Redis for `dev` on any machine: the program installed here, else a container, else installed where that is
// ours to do, else one message that says how to get it.
import { Explained } from '../../engine/model/explained.ts';
import { installRedis, mayInstall } from './install-redis.ts';
import { findRedis, installedRedis, startRedis, type RedisLauncher, type RunningRedis } from './redis.ts';
import { diesWithParent, runProcess } from './processes.ts';

export interface ProvideRedisOptions {
  readonly dataDir: string;
  readonly port?: number;
  readonly log: (line: string) => void;
  /** How to install the program; false where that is not ours to do. */
  readonly install?: (() => Promise<void>) | false;
}

const IMAGE = 'redis:7-alpine';

/** Starts a Redis that keeps its data in `dataDir`; throws when there is no way to one. */
export async function provideRedis(options: ProvideRedisOptions): Promise<RunningRedis> {
  const { log, install = mayInstall() ? installRedis : false, ...redis } = options;
  return startRedis({ ...redis, persist: true }, await findLauncher(log, install));
}

async function findLauncher(
  log: (line: string) => void,
  install: (() => Promise<void>) | false,
): Promise<RedisLauncher> {
  const installed = await findRedis();
  if (installed !== undefined) return installedRedis(installed);
  if (await dockerAnswers()) {
    log(`No redis-server on this machine: running ${IMAGE} in a container`);
    await pullImage(log);
    return inContainer;
  }
  if (install !== false) {
    log('No redis-server on this machine: installing the package redis-server with apt-get, as root');
    await install().catch((cause: unknown) => {
      const why = cause instanceof Error ? cause.message : String(cause);
      throw new Explained(`${why}\n${howToGetRedis()}`, { cause });
    });
    const program = await findRedis();
    if (program !== undefined) return installedRedis(program);
  }
  throw new Explained(howToGetRedis());
}

async function dockerAnswers(): Promise<boolean> {
  const run = await runProcess({ file: 'docker', args: ['version', '--format', '{{.Server.Version}}'] });
  return run.status === 0;
}

async function pullImage(log: (line: string) => void): Promise<void> {
  const here = await runProcess({ file: 'docker', args: ['image', 'inspect', IMAGE] });
  if (here.status === 0) return;
  log(`Downloading ${IMAGE}`);
  const pull = await runProcess({ file: 'docker', args: ['pull', '--quiet', IMAGE] });
  if (pull.status !== 0)
    throw new Explained(`docker could not pull ${IMAGE}:\n${pull.output}\n${howToGetRedis()}`);
}

// In the foreground: the client passes our signals on, and the container ends with it.
const inContainer: RedisLauncher = ({ folder, configFile, port }) =>
  diesWithParent({ file: 'docker', args: runArgs(folder, configFile, port) }, 'TERM');

const runArgs = (folder: string, configFile: string, port: number): readonly string[] => [
  ...['run', '--rm', '--init', '--publish', `127.0.0.1:${port}:${port}`],
  ...['--volume', `${folder}:${folder}`],
  ...(process.getuid === undefined ? [] : ['--user', `${process.getuid()}`]),
  // Inside, 127.0.0.1 is the container's own; what is published outside is bound above.
  ...[IMAGE, 'redis-server', configFile, '--bind', '0.0.0.0'],
];

/** The message for those who must help themselves. */
export function howToGetRedis(platform: NodeJS.Platform = process.platform): string {
  const lines = {
    macOS: 'brew install redis',
    'Debian, Ubuntu': 'sudo apt-get install redis-server',
    Fedora: 'sudo dnf install valkey',
    Alpine: 'apk add redis',
    Arch: 'sudo pacman -S valkey',
  };
  const own = platform === 'darwin' ? ['macOS'] : Object.keys(lines).filter((name) => name !== 'macOS');
  const shown = Object.entries(lines).filter(([name]) => platform === 'win32' || own.includes(name));
  return [
    'Slipstream needs Redis, and there is none here. Do one of these, then start again:',
    ...shown.map(([name, line]) => `  - ${name}: ${line}`),
    '  - start Docker, and it will be run in a container',
    '  - set REDIS_URL to a Redis of your own: REDIS_URL=redis://localhost:6379 npm run dev',
  ].join('\n');
}
