// The command line as an operator or a script runs it: its words and its exit code.
import { spawn } from 'node:child_process';

export interface Ended {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

/** @param env beside PATH. */
export function runCli(args: readonly string[], env: Readonly<Record<string, string>>): Promise<Ended> {
  const command = ['--conditions=source', '--import', 'tsx', 'src/bin/cli.ts', ...args];
  const child = spawn(process.execPath, command, {
    env: { PATH: process.env['PATH'], ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let [out, err] = ['', ''];
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => (out += chunk));
  child.stderr.setEncoding('utf8').on('data', (chunk: string) => (err += chunk));
  return new Promise((resolve) => child.once('close', (code) => resolve({ code, out, err })));
}
