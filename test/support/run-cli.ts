// The command line as an operator or a script runs it: its words and its exit code.
import { spawn } from 'node:child_process';

export interface Ended {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

type Env = Readonly<Record<string, string>>;

/** @param env beside PATH. */
export const runCli = (args: readonly string[], env: Env): Promise<Ended> =>
  runProgram(['src/bin/cli.ts', ...args], env);

/** @param words the program and its arguments. @param env beside PATH. */
export function runProgram(words: readonly string[], env: Env): Promise<Ended> {
  const command = ['--conditions=source', '--import', 'tsx', ...words];
  const child = spawn(process.execPath, command, {
    env: { PATH: process.env['PATH'], ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let [out, err] = ['', ''];
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => (out += chunk));
  child.stderr.setEncoding('utf8').on('data', (chunk: string) => (err += chunk));
  return new Promise((resolve) => child.once('close', (code) => resolve({ code, out, err })));
}
