// The wait for a rebuild, until it is over or asks for approval. Ctrl-C ends the waiting, not the rebuild.
import { setTimeout as sleep } from 'node:timers/promises';
import type { RebuildReport } from '../../engine/model/operations.ts';
import type { Control } from '../../engine/operations/open-control.ts';
import { Explained } from '../../engine/model/explained.ts';
import { showProgress } from './progress.ts';

const LOOK_EVERY_MS = 500;

/** Throws `Explained` if nobody waits any more. */
export async function waitForRebuild(
  { rebuilds }: Pick<Control, 'rebuilds'>,
  projection: string,
): Promise<RebuildReport> {
  const interrupted = new AbortController();
  const interrupt = (): void => interrupted.abort();
  const progress = showProgress(process.stderr);
  process.once('SIGINT', interrupt);
  try {
    for (;;) {
      const report = (await rebuilds()).find((each) => each.projection === projection);
      if (!report) throw new Explained(`There is no rebuild of ${projection}.`);
      progress.show(report);
      if (ENDS.has(report.state)) return report;
      await sleep(LOOK_EVERY_MS, undefined, { signal: interrupted.signal }).catch(() => {});
      if (interrupted.signal.aborted) throw goesOn(projection);
    }
  } finally {
    progress.end();
    process.off('SIGINT', interrupt);
  }
}

const ENDS: ReadonlySet<RebuildReport['state']> = new Set(['WAITING_FOR_APPROVAL', 'SWITCHED', 'ABORTED']);

const goesOn = (projection: string): Explained =>
  new Explained(
    `Nobody waits any more, but the rebuild of ${projection} goes on. npm run cli -- abort ${projection} ends it.`,
  );
