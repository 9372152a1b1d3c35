// The folder in which one test run keeps everything it makes. It is removed at the end, however the run ends.
import { spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { claimFolder, livingOwner } from '../../src/dev/local/claimed-folder.ts';

const PREFIX = 'slipstream-test-';

export interface TemporaryRoot {
  readonly folder: string;
  readonly remove: () => void;
}

export function makeTemporaryRoot(): TemporaryRoot {
  for (const name of readdirSync(tmpdir())) {
    const left = join(tmpdir(), name);
    if (name.startsWith(PREFIX) && isLeftBehind(left)) remove(left);
  }
  const folder = mkdtempSync(join(tmpdir(), PREFIX));
  claimFolder(folder);
  removeWhenWeDie(folder);
  return { folder, remove: () => remove(folder) };
}

// A young one may be about to be claimed.
const isLeftBehind = (folder: string): boolean =>
  livingOwner(folder) === undefined && statSync(folder).mtimeMs < Date.now() - 60_000;

function remove(folder: string): void {
  // Servers that are just ending may still write.
  rmSync(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 50 });
}

// A run that is interrupted or killed cannot clean up behind its own servers and workers. This process notices by the
// end of its input that we are gone, lets them end too, and removes what is left.
function removeWhenWeDie(folder: string): void {
  const script = 'cat; for i in 1 2 3 4 5; do sleep 1; rm -rf "$1" && break; done';
  const reaper = spawn('sh', ['-c', script, 'remove', folder], {
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  reaper.unref();
  if ('unref' in reaper.stdin && typeof reaper.stdin.unref === 'function') reaper.stdin.unref();
}
