// A server's memory in its folder, from one start to the next: its password and the port it had last.
import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

export const passwordFile = (folder: string): string => join(folder, 'password');

/** The password of the server, made on first use, readable by its owner only. */
export function passwordIn(folder: string): string {
  const file = passwordFile(folder);
  if (!existsSync(file)) writeFileSync(file, randomBytes(24).toString('hex'), { mode: 0o600 });
  return readFileSync(file, 'utf8').trim();
}

export function lastPort(folder: string): number | undefined {
  const file = join(folder, 'port');
  return existsSync(file) ? Number(readFileSync(file, 'utf8')) : undefined;
}

export function rememberPort(folder: string, port: number): void {
  writeFileSync(join(folder, 'port'), String(port));
}

/** The last lines of a log file. */
export const tailOf = (logFile: string): string =>
  readFileSync(logFile, 'utf8').split('\n').slice(-15).join('\n');
