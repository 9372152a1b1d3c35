// The embedded PostgreSQL that another process of this program has running, found by its folder.
import { setTimeout as sleep } from 'node:timers/promises';
import { livingOwner } from './claimed-folder.ts';
import { accepts, urlOf } from './postgres.ts';
import { lastPort, passwordIn } from './remembered.ts';

export class PostgresNotReached extends Error {
  readonly code = 'POSTGRES_NOT_REACHED';
}

/** Its owner may just be starting it, which takes longest the first time. */
const WITHIN_MS = 30_000;

/** Its url, or nothing if nobody has one running on this folder. */
export async function urlOfRunning(folder: string, withinMs = WITHIN_MS): Promise<string | undefined> {
  const deadline = performance.now() + withinMs;
  for (;;) {
    const owner = livingOwner(folder);
    if (owner === undefined) return undefined;
    const port = lastPort(folder);
    const url = port === undefined ? undefined : urlOf(port, passwordIn(folder), 'postgres');
    if (url !== undefined && (await accepts(url))) return url;
    if (performance.now() > deadline) {
      throw new PostgresNotReached(
        `Process ${owner} owns ${folder}, but no PostgreSQL of it answers. Stop that process and try again, ` +
          'or name another database with DATABASE_URL.',
      );
    }
    await sleep(100);
  }
}
