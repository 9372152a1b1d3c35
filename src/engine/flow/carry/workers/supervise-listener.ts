// Notices that the queue is heard no more: rings go out, lanes have to be served by the sweep, and nothing comes in.
import type { Logger } from '../../../model/logger.ts';
import type { QueueListener } from './listen.ts';

export interface EarWatch {
  /** To be told with every sweep that had to serve lanes which the queue should have brought. */
  missed(): void;
  /** True while rings are missed, for longer than one may be. */
  isDeaf(): boolean;
  close(deadlineMs: number): Promise<void>;
}

interface WatchOptions {
  readonly open: () => QueueListener;
  /** How long nothing may be heard while rings are missed before the ear is replaced, in milliseconds. */
  readonly deafMs: number;
  /** How often in a row that may fail to help before somebody is told. */
  readonly attempts: number;
  readonly logger: Logger;
  readonly onDeaf: () => void;
}

/** Keeps an ear open, and replaces it when it has gone deaf. */
export function superviseListener({ open, deafMs, attempts, logger, onDeaf }: WatchOptions): EarWatch {
  let ear = open();
  let heard = 0;
  let missedSince: number | undefined;
  let missedLast = 0;
  let replaced = 0;

  return {
    isDeaf: () => replaced > 0 && ear.heard() === heard && performance.now() - missedLast <= deafMs,
    missed: () => {
      const now = performance.now();
      const isNew = now - missedLast > deafMs;
      if (ear.heard() > heard || isNew) missedSince = undefined;
      if (ear.heard() > heard || isNew) replaced = 0;
      heard = ear.heard();
      missedLast = now;
      missedSince ??= now;
      if (now - missedSince < deafMs) return;
      logger.error(
        { code: 'QUEUE_SILENT', replaced },
        'No ring is heard any more: the worker of the queue is replaced.',
      );
      if (replaced >= attempts) onDeaf();
      void ear.close(0);
      ear = open();
      heard = 0;
      missedSince = now;
      replaced += 1;
    },
    close: (deadlineMs) => ear.close(deadlineMs),
  };
}
