// The process that listens on a port of this machine, where the system shows it (Linux, own processes or as root).
import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { basename } from 'node:path';
import { commandLineOf } from '../process-identity.ts';

const LISTENING = '0A';

/** `process 4711 (node)`; undefined where it can't be seen. */
export function holderOf(port: number): string | undefined {
  const sockets = new Set(['/proc/net/tcp', '/proc/net/tcp6'].flatMap((table) => listeners(table, port)));
  if (sockets.size === 0) return undefined;
  const pid = tried(() => readdirSync('/proc'), [])
    .filter((name) => /^\d+$/.test(name))
    .find((name) => holdsOne(`/proc/${name}/fd`, sockets));
  if (pid === undefined) return undefined;
  // Further words of a command line may be secrets.
  const program = commandLineOf(Number(pid))?.split(' ', 1)[0];
  return `process ${pid}${program ? ` (${basename(program)})` : ''}`;
}

/** As links to open files name them. */
function listeners(table: string, port: number): readonly string[] {
  const hex = port.toString(16).toUpperCase().padStart(4, '0');
  return tried(() => readFileSync(table, 'utf8'), '')
    .split('\n')
    .map((line) => line.trim().split(/\s+/))
    .filter(([, local, , state]) => local?.endsWith(`:${hex}`) && state === LISTENING)
    .map((columns) => `socket:[${columns[9]}]`);
}

const holdsOne = (folder: string, sockets: ReadonlySet<string>): boolean =>
  tried(() => readdirSync(folder), []).some((file) =>
    sockets.has(tried(() => readlinkSync(`${folder}/${file}`), '')),
  );

/** Processes end while they are looked at, and those of others may not be. */
function tried<T>(look: () => T, otherwise: T): T {
  try {
    return look();
  } catch {
    return otherwise;
  }
}
