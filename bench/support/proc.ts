// Memory and processor time of a process, as Linux tells them in /proc.
import { existsSync, readFileSync } from 'node:fs';

/** Of `/proc/<pid>/stat`: Linux counts in hundredths of a second on every platform Node runs on. */
const TICK_MS = 10;

export const canTell = (): boolean => existsSync('/proc/self/stat');

/** The time a process has had of all processors together, in user and system mode. */
export function processorMs(pid: number): number {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  // The second field is a name in parentheses that may hold anything.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[11]) + Number(fields[12])) * TICK_MS;
}

/** Resident. */
export function memoryKib(pid: number): number {
  return Number(/^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]);
}
