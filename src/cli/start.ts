// npm start -- api | worker | all [--processes <count>]: a role, as one process or several.
import { Command, Option } from 'commander';
import { killProcesses } from '../engine/host/processes/fork-process.ts';
import { supervisorOf } from '../engine/host/processes/supervisor.ts';
import type { ThreadProgram } from '../engine/host/roles.ts';
import { isInThread } from '../engine/host/threads/hosted-thread.ts';
import type { Running } from '../engine/host/running.ts';
import { loadSettings } from '../engine/host/settings.ts';
import { createLogger } from '../engine/observability/logger.ts';
import { parseRole, startRole, type Application, type Role } from './start-role.ts';
import { startProcesses } from './start-processes.ts';
import { untilStopped } from './until-stopped.ts';

/** Servers are elsewhere, and nobody is served yet. */
const MOST_OF_START_MS = 2000;

export interface StartOptions {
  /** As Node has them. */
  readonly argv: readonly string[];
  /** Not called in the process that supervises others. */
  readonly load: () => Promise<Application>;
  readonly exit: (code: number) => void;
}

/** Ends the program if the arguments are not understood. */
export function start({ argv, load, exit }: StartOptions): void {
  const given = readArguments(argv);
  if (isInThread()) return void startInThread(given, load);
  const supervisor = supervisorOf();
  const thread = workerThread(argv, given);
  const stop = new AbortController();
  untilStopped({
    start: async () => {
      if (!supervisor) return startAlone({ ...given, thread }, load, stop.signal);
      const [role, settings] = [parseRole(given.role), loadSettings()];
      const running = await startRole(role, await load(), {
        settings,
        name: nameOf(role, given),
        thread,
      });
      supervisor.ready(running.url);
      return running;
    },
    stopping: () => stop.abort(),
    mostOfStartMs: MOST_OF_START_MS,
    ...(supervisor && { stopsWhen: supervisor.onStop, failed: supervisor.failed }),
    giveUp: () => {
      killProcesses();
      exit(1);
    },
  });
}

interface Given {
  readonly role: string | undefined;
  readonly processes?: string;
  /** The number of this process among several. */
  readonly process?: string;
}

function readArguments(argv: readonly string[]): Given {
  const program = new Command('npm start --')
    .argument('[role]', 'api, worker or all')
    .option('--processes <count>', 'how many processes run it: a number, or auto for one per core')
    .addOption(new Option('--process <number>').hideHelp())
    .parse([...argv]);
  return { role: program.args[0], ...program.opts<Omit<Given, 'role'>>() };
}

/** In the log: `api`, or `api 2` of several processes. */
const nameOf = (role: Role, { process: number }: Given): string =>
  number === undefined ? role : `${role} ${number}`;

/** This program again, as a worker. */
const workerThread = (argv: readonly string[], { process: number }: Given): ThreadProgram => ({
  file: argv[1] ?? '',
  arguments: ['worker', ...(number === undefined ? [] : ['--process', number])],
});

/** Who keeps the thread says when it stops, and hears why it could not start. */
async function startInThread(given: Given, load: StartOptions['load']): Promise<void> {
  await startRole('worker', await load(), { settings: loadSettings(), name: nameOf('worker', given) });
}

async function startAlone(
  { role: text, processes, thread }: Given & { readonly thread: ThreadProgram },
  load: StartOptions['load'],
  signal: AbortSignal,
): Promise<Running> {
  const role = parseRole(text);
  const settings = loadSettings(undefined, { processes });
  const logger = createLogger({ level: settings.logLevel, name: role });
  settings.notes.forEach((note) => logger.warn({}, note));
  if (settings.processes === 1) return startRole(role, await load(), { settings, thread });
  const argumentsOf = (number: number): readonly string[] => [role, '--process', String(number)];
  return startProcesses(role, { settings, logger, argumentsOf, signal });
}
