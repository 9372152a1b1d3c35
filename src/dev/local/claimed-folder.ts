// One folder, one living owner: a second process is refused by name, the claim of a dead one is taken over.
import { existsSync, linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Explained } from '../../engine/model/explained.ts';
import { birthOf } from '../../engine/host/process-identity.ts';

const CLAIM = 'owner';

export class FolderInUse extends Error {
  readonly code = 'FOLDER_IN_USE';
  constructor(folder: string, pid: number) {
    super(
      `${folder} is in use by another run of this program (process ${pid}). ` +
        `Stop that one first, or work from another copy of the project.`,
    );
  }
}

/** Makes the folder (mode 0700) and claims it; the returned function gives it back. */
export function claimFolder(folder: string): () => void {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const claim = join(folder, CLAIM);
  const mine = `${process.pid} ${birthOf(process.pid) ?? ''}\n`;
  for (let attempt = 0; attempt < 10; attempt += 1) {
    if (createWhole(claim, mine)) return () => rmSync(claim, { force: true });
    const owner = livingOwner(folder);
    if (owner !== undefined) throw new FolderInUse(folder, owner);
    rmSync(claim, { force: true });
  }
  throw new Explained(`${folder} could not be claimed: several processes try to at once.`);
}

/** The process that holds the folder now, if it is still alive. */
export function livingOwner(folder: string): number | undefined {
  const [, pid, birth] = /^(\d+) (.+)$/m.exec(readIfThere(join(folder, CLAIM))) ?? [];
  if (birth === undefined) return undefined;
  return birthOf(Number(pid)) === birth ? Number(pid) : undefined;
}

// A link appears with its whole content or not at all, so nobody reads a claim that is only half written.
function createWhole(file: string, content: string): boolean {
  const draft = `${file}.${process.pid}`;
  writeFileSync(draft, content, { mode: 0o600 });
  try {
    linkSync(draft, file);
    return true;
  } catch (error) {
    if (existsSync(file)) return false;
    throw error;
  } finally {
    rmSync(draft, { force: true });
  }
}

function readIfThere(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}
