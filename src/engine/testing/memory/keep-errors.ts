// A logger that tells nobody and keeps the last error, so that a test can fail with its cause.
import { silentLogger, type Logger } from '../../model/logger.ts';

export interface KeptErrors extends Logger {
  /** What was thrown, where it is known; else what was logged. */
  last(): unknown;
}

export function keepErrors(): KeptErrors {
  let last: unknown = new Error('Nothing was reported.');
  return {
    ...silentLogger,
    error: (fields, message) => {
      last = 'err' in fields ? fields.err : new Error(`${message} ${JSON.stringify(fields)}`);
    },
    last: () => last,
  };
}
