// Supervisor of the queue's listener, which is replaced when it has fallen silent: rings go out, lanes have to be
// served by the sweep, and nothing comes in.
import type { Logger } from '../../../model/logger.ts';
import type { QueueListener } from './listen.ts';

export interface ListenerSupervisor {
  /** To be told with every sweep that had to serve lanes which the queue should have brought. */
  missed(): void;
  /** True while rings are missed, for longer than one may be. */
  isSilent(): boolean;
  close(deadlineMs: number): Promise<void>;
}

interface WatchOptions {
  readonly open: () => QueueListener;
  /** How long nothing may be heard while rings are missed before the listener is replaced, in milliseconds. */
  readonly silentMs: number;
  readonly logger: Logger;
}

/** Keeps a listener open, and replaces it when it has fallen silent. */
export function superviseListener({ open, silentMs, logger }: WatchOptions): ListenerSupervisor {
  let listener = open();
  let heard = 0;
  let missedSince: number | undefined;
  let missedLast = 0;
  let replaced = 0;

  return {
    isSilent: () => replaced > 0 && listener.heard() === heard && performance.now() - missedLast <= silentMs,
    missed: () => {
      const now = performance.now();
      const isNew = now - missedLast > silentMs;
      if (listener.heard() > heard || isNew) missedSince = undefined;
      if (listener.heard() > heard || isNew) replaced = 0;
      heard = listener.heard();
      missedLast = now;
      missedSince ??= now;
      if (now - missedSince < silentMs) return;
      logger.error(
        { code: 'QUEUE_SILENT', replaced },
        'No ring is heard any more: the worker of the queue is replaced.',
      );
      void listener.close(0);
      listener = open();
      heard = 0;
      missedSince = now;
      replaced += 1;
    },
    close: (deadlineMs) => listener.close(deadlineMs),
  };
}
