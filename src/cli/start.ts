// npm start -- api | worker | all [--processes <count>]: a role, as one process or several.
import { Command, Option } from 'commander';
import { killProcesses } from '../engine/host/processes/fork-process.ts';
import { supervisorOf } from '../engine/host/processes/supervisor.ts';
import type { Running } from '../engine/host/running.ts';
import { loadSettings } from '../engine/host/settings.ts';
import { createLogger } from '../engine/observability/logger.ts';
import { parseRole, startRole, type Application } from './start-role.ts';
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
  const supervisor = supervisorOf();
  const stop = new AbortController();
  untilStopped({
    start: async () => {
      if (!supervisor) return startAlone(given, load, stop.signal);
      const [role, settings] = [parseRole(given.role), loadSettings()];
      const running = await startRole(role, await load(), { settings, name: `${role} ${given.process}` });
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

async function startAlone(
  { role: text, processes }: Given,
  load: StartOptions['load'],
  signal: AbortSignal,
): Promise<Running> {
  const role = parseRole(text);
  const settings = loadSettings(undefined, { processes });
  const logger = createLogger({ level: settings.logLevel, name: role });
  settings.notes.forEach((note) => logger.warn({}, note));
  if (settings.processes === 1) return startRole(role, await load(), { settings });
  const argumentsOf = (number: number): readonly string[] => [role, '--process', String(number)];
  return startProcesses(role, { settings, logger, argumentsOf, signal });
}
