import { chmodSync, cpSync, mkdirSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { postgresPrograms } from '../../../src/dev/local/postgres-programs.ts';
import { runProcess } from '../../../src/dev/local/processes.ts';
import { asOtherUser, unprivileged } from '../../../src/dev/local/unprivileged.ts';

const { initdb } = await postgresPrograms();

function folderBelow(mode: number): string {
  const top = mkdtempSync(join(tmpdir(), 'slipstream-user-'));
  onTestFinished(() => rmSync(top, { recursive: true }));
  chmodSync(top, mode);
  const folder = join(top, 'data');
  mkdirSync(folder, { mode: 0o700 });
  return folder;
}

test('PostgreSQL runs for whoever calls', async () => {
  const folder = folderBelow(0o700);
  const wrap = await unprivileged(folder, initdb);
  const run = await runProcess(wrap({ file: initdb, args: ['-D', join(folder, 'cluster'), '--no-sync'] }));
  expect(run).toMatchObject({ status: 0 });
});

describe.runIf(process.getuid?.() === 0)('as root where user namespaces are forbidden', () => {
  test('it runs as another user, who owns the folder', async () => {
    const folder = folderBelow(0o755);
    // The project itself may lie where no other user can reach it.
    const programs = join(dirname(folder), 'native');
    cpSync(dirname(dirname(initdb)), programs, { recursive: true, verbatimSymlinks: true });
    const reachable = join(programs, 'bin', 'initdb');
    const wrap = await asOtherUser(folder, reachable);
    const run = await runProcess(
      wrap({ file: reachable, args: ['-D', join(folder, 'cluster'), '--no-sync'] }),
    );
    expect(run).toMatchObject({ status: 0 });
    expect(statSync(join(folder, 'cluster')).uid).not.toBe(0);
  });

  test('or says what to do when no other user can reach it', async () => {
    await expect(asOtherUser(folderBelow(0o700), initdb)).rejects.toThrow(/Run as an ordinary user/);
  });
});
