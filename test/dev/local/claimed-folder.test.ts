import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { claimFolder, FolderInUse, livingOwner } from '../../../src/dev/local/claimed-folder.ts';
import { birthOf } from '../../../src/engine/host/process-identity.ts';

function newFolder(): string {
  const top = mkdtempSync(join(tmpdir(), 'slipstream-claim-'));
  onTestFinished(() => rmSync(top, { recursive: true }));
  return join(top, 'data');
}

test('a folder is claimed, refused to others by name, and given back', () => {
  const folder = newFolder();
  const release = claimFolder(folder);
  expect(statSync(folder).mode & 0o777).toBe(0o700);
  expect(livingOwner(folder)).toBe(process.pid);
  expect(() => claimFolder(folder)).toThrow(FolderInUse);
  expect(() => claimFolder(folder)).toThrow(String(process.pid));
  release();
  expect(livingOwner(folder)).toBeUndefined();
  claimFolder(folder)();
});

test('the claim of a dead process is taken over', async () => {
  const folder = newFolder();
  claimFolder(folder)();
  const other = spawn('sleep', ['60']);
  const pid = other.pid ?? 0;
  writeFileSync(join(folder, 'owner'), `${pid} ${birthOf(pid)}\n`);
  expect(() => claimFolder(folder)).toThrow(FolderInUse);
  other.kill('SIGKILL');
  await once(other, 'exit');
  claimFolder(folder)();
});

test('a claim is no living one when its number belongs to another process by now', () => {
  const folder = newFolder();
  claimFolder(folder)();
  writeFileSync(join(folder, 'owner'), `${process.pid} 12345\n`);
  expect(livingOwner(folder)).toBeUndefined();
  claimFolder(folder)();
  expect(existsSync(join(folder, 'owner'))).toBe(false);
});
