// The installation of redis-server, where that is ours to do: as root on Debian and Ubuntu.
import { existsSync, rmSync, writeFileSync } from 'node:fs';
import { Explained } from '../../engine/model/explained.ts';
import { runProcess, type Program } from './processes.ts';

export const mayInstall = (): boolean =>
  process.platform === 'linux' && process.getuid?.() === 0 && existsSync('/etc/debian_version');

/** Throws with what apt-get said when it fails. */
export async function installRedis(policyFile = '/usr/sbin/policy-rc.d'): Promise<void> {
  await withoutServices(policyFile, async () => {
    await runProcess(aptGet('update', '-qq'));
    const run = await runProcess(aptGet('install', '-qq', '--no-install-recommends', 'redis-server'));
    if (run.status !== 0) throw new Explained(`apt-get could not install redis-server:\n${run.output}`);
  });
}

const aptGet = (...args: readonly string[]): Program => ({
  file: 'env',
  args: ['DEBIAN_FRONTEND=noninteractive', 'apt-get', ...args],
});

// Debian's own switch for "install, but start nothing": we want the program, not a service on port 6379.
async function withoutServices(policyFile: string, install: () => Promise<void>): Promise<void> {
  const isOurs = !existsSync(policyFile);
  if (isOurs) writeFileSync(policyFile, '#!/bin/sh\nexit 101\n', { mode: 0o755 });
  try {
    await install();
  } finally {
    if (isOurs) rmSync(policyFile, { force: true });
  }
}
