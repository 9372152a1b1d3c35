// The operators' command line run in this process, which is quicker than a process of its own: its words and its exit code.
import { vi } from 'vitest';
import type { Command } from 'commander';
import type { System } from '../../src/engine/definitions/define-system.ts';
import { commandLine } from '../../src/cli/command-line.ts';
import { explain } from '../../src/cli/explain.ts';
import { exitCodeOf } from '../../src/cli/refused.ts';
import type { Ended } from './run-cli.ts';
import type { ShopServers } from './shop.ts';

/** One at a time: settings are those of this process. */
export async function commandLineHere(
  system: System,
  { databaseUrl, redisUrl }: ShopServers,
  args: readonly string[],
): Promise<Ended> {
  vi.stubEnv('DATABASE_URL', databaseUrl);
  vi.stubEnv('REDIS_URL', redisUrl);
  const lines: string[] = [];
  const program = throwing(commandLine(system, (line) => void lines.push(`${line}\n`)));
  const end = (code: number, err: string): Ended => ({ code, out: lines.join(''), err });
  try {
    await program.parseAsync([...args], { from: 'user' });
    return end(0, '');
  } catch (error) {
    return end(exitCodeOf(error), `${explain(error)}\n`);
  } finally {
    vi.unstubAllEnvs();
  }
}

/** What is not understood ends no process. */
function throwing(program: Command): Command {
  program.exitOverride().configureOutput({ writeErr: () => {} });
  program.commands.forEach(throwing);
  return program;
}
