// Erasures whose process ended in the middle, brought to their end by a worker.
import { createRepeatedTask } from '../async/repeated-task.ts';
import type { Erasures } from '../model/erasures.ts';
import type { Logger } from '../model/logger.ts';
import { eraseSubject } from '../operations/erase-verb.ts';

const LOOK_EVERY_MS = 10_000;
const PRINCIPAL = 'system:erasures';

export function finishErasures(erasures: Erasures, logger: Logger): { stop(): void } {
  const finish = createRepeatedTask({
    task: async () => {
      for (const subject of await erasures.unfinished()) {
        const erased = await eraseSubject(erasures, subject, {
          principal: PRINCIPAL,
          correlationId: subject,
        });
        logger.info({ subject, ...erased }, 'An erasure was brought to its end.');
      }
    },
    onFailure: (err) => logger.warn({ err }, 'An erasure could not be brought to its end; it is tried again'),
    retryAfterMs: LOOK_EVERY_MS,
  });
  const timer = setInterval(finish.run, LOOK_EVERY_MS).unref();
  return {
    stop: () => {
      clearInterval(timer);
      finish.stop();
    },
  };
}
