// Identity of living processes, whose numbers are used again: birth and command line of the one that has a number now.
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

/** A text that no other process with this number will ever have; undefined when there is none alive. */
export function birthOf(pid: number): string | undefined {
  const stat = procFile(pid, 'stat');
  if (stat === undefined) return ps(pid, 'lstart=');
  // Fields follow the program's name, which stands in brackets and may itself hold brackets and spaces.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return fields[0] === 'Z' ? undefined : fields[19];
}

/** The command line of a living process, its parts joined by spaces; undefined when there is none. */
export function commandLineOf(pid: number): string | undefined {
  return procFile(pid, 'cmdline')?.replaceAll('\0', ' ').trim() ?? ps(pid, 'command=');
}

function procFile(pid: number, name: 'stat' | 'cmdline'): string | undefined {
  if (process.platform !== 'linux') return undefined;
  try {
    return readFileSync(`/proc/${pid}/${name}`, 'utf8');
  } catch {
    return undefined;
  }
}

function ps(pid: number, column: string): string | undefined {
  if (process.platform === 'linux') return undefined;
  const run = spawnSync('ps', ['-o', column, '-p', String(pid)], { encoding: 'utf8' });
  return run.status === 0 ? run.stdout.trim() || undefined : undefined;
}
