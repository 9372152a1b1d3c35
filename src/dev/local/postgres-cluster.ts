// The folder of an embedded PostgreSQL: its database cluster, and the server that a killed run left.
import { existsSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Explained } from '../../engine/model/explained.ts';
import type { PostgresPrograms } from './postgres-programs.ts';
import { commandLineOf } from '../../engine/host/process-identity.ts';
import { runProcess, type Program } from './processes.ts';
import { passwordFile } from './remembered.ts';

export interface Cluster {
  readonly folder: string;
  readonly data: string;
  readonly log: string;
}

export const clusterIn = (folder: string): Cluster => ({
  folder,
  data: join(folder, 'cluster'),
  log: join(folder, 'postgres.log'),
});

/** Makes the cluster; a cluster under its final name is always complete. */
export async function initialise(
  cluster: Cluster,
  programs: PostgresPrograms,
  wrap: (program: Program) => Program,
): Promise<void> {
  const draft = `${cluster.data}.new`;
  rmSync(draft, { recursive: true, force: true });
  const args = ['-D', draft, '-U', 'postgres', '-E', 'UTF8', '--locale=C', '--no-sync', '--no-instructions'];
  // A random password of 192 bits needs no slow hash: one round keeps connecting fast.
  args.push('--auth=scram-sha-256', `--pwfile=${passwordFile(cluster.folder)}`, '--set=scram_iterations=1');
  const run = await runProcess(wrap({ file: programs.initdb, args }));
  if (run.status !== 0)
    throw new Explained(`initdb could not make a database cluster in ${draft}:\n${run.output}`);
  renameSync(draft, cluster.data);
}

/** Stops the server on this cluster that outlived the process which had started it. */
export async function stopLeftover(cluster: Cluster): Promise<void> {
  const pid = leftoverPid(cluster);
  if (pid === undefined) return;
  const signals: NodeJS.Signals[] = ['SIGINT', 'SIGQUIT'];
  for (const signal of signals) {
    process.kill(pid, signal);
    for (let waited = 0; waited < 10_000; waited += 50) {
      await sleep(50);
      if (leftoverPid(cluster) !== pid) return;
    }
  }
  throw new Explained(
    `PostgreSQL ${pid}, left by an earlier run on ${cluster.data}, does not stop; end it by hand.`,
  );
}

// The file may name a number that has long been somebody else's, so the process must prove to be a postgres on
// this very cluster before it is signalled.
function leftoverPid(cluster: Cluster): number | undefined {
  const file = join(cluster.data, 'postmaster.pid');
  if (!existsSync(file)) return undefined;
  const pid = Number.parseInt(readFileSync(file, 'utf8'), 10);
  const command = Number.isInteger(pid) ? commandLineOf(pid) : undefined;
  return command?.includes('postgres') && command.includes(`-D ${cluster.data} `) ? pid : undefined;
}
