import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { startPostgres } from '../../../src/dev/local/postgres.ts';
import { birthOf } from '../../../src/engine/host/process-identity.ts';
import { startRedis } from '../../../src/dev/local/redis.ts';
import { ownFolder } from '../../support/servers.ts';

// What `dev` is to these: a process that starts both servers and then only lives.
const PARENT = `
import { startPostgres } from './src/dev/local/postgres.ts';
import { startRedis } from './src/dev/local/redis.ts';
const [postgresDir, redisDir] = process.argv.slice(1);
const servers = [await startPostgres({ dataDir: postgresDir }), await startRedis({ dataDir: redisDir })];
console.log(servers.map(({ pid }) => pid).join(' '));
setInterval(() => undefined, 1000);
`;

async function startParent(): Promise<{
  kill: (signal: NodeJS.Signals) => Promise<void>;
  pids: readonly number[];
}> {
  const args = [
    '--import',
    'tsx',
    '--input-type=module',
    '--eval',
    PARENT,
    ownFolder('postgres'),
    ownFolder('redis'),
  ];
  const parent = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  onTestFinished(() => void parent.kill('SIGKILL'));
  const [line]: unknown[] = await once(parent.stdout, 'data');
  return {
    pids: String(line).trim().split(' ').map(Number),
    kill: async (signal) => {
      parent.kill(signal);
      await once(parent, 'exit');
    },
  };
}

// Only Linux tells a process that its parent is gone.
test.runIf(process.platform === 'linux')('a parent that is killed takes its servers with it', async () => {
  const parent = await startParent();
  expect(parent.pids.map(birthOf)).toEqual([expect.any(String), expect.any(String)]);
  await parent.kill('SIGKILL');
  await expect.poll(() => parent.pids.map(birthOf), { timeout: 10_000 }).toEqual([undefined, undefined]);
});

test('servers that outlived their parent are stopped by the next start', async () => {
  const dataDir = ownFolder('orphan');
  const redisDir = ownFolder('orphan');
  const [postgres, redis] = [await startPostgres({ dataDir }), await startRedis({ dataDir: redisDir })];
  // As if that parent had been another process, which is dead.
  for (const folder of [dataDir, redisDir]) writeFileSync(join(folder, 'owner'), `${process.pid} 12345\n`);
  const next = [await startPostgres({ dataDir }), await startRedis({ dataDir: redisDir })] as const;
  onTestFinished(async () => {
    for (const server of next) await server.stop();
  });
  expect([postgres, redis].map(({ pid }) => birthOf(pid))).toEqual([undefined, undefined]);
  expect([next[0].url(), next[1].url]).toEqual([postgres.url(), redis.url]);
});
