// The operators' command line of the shop, run as they run it.
import { spawn } from 'node:child_process';
import type { ShopServers } from './shop.ts';

export interface CommandLineEnd {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

export function runCommandLine(
  { databaseUrl, redisUrl }: ShopServers,
  ...given: readonly string[]
): Promise<CommandLineEnd> {
  const args = ['--conditions=source', '--import', 'tsx', 'src/bin/cli.ts', ...given];
  const env = { PATH: process.env['PATH'], DATABASE_URL: databaseUrl, REDIS_URL: redisUrl };
  const child = spawn(process.execPath, args, { env, stdio: ['ignore', 'pipe', 'pipe'] });
  let [out, err] = ['', ''];
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => (out += chunk));
  child.stderr.setEncoding('utf8').on('data', (chunk: string) => (err += chunk));
  return new Promise((resolve) => child.once('close', (code) => resolve({ code, out, err })));
}
