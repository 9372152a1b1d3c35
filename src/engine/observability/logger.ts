// The logger: one line of JSON per entry on standard error, so that standard output stays for people.
import pino from 'pino';
import type { Logger } from '../model/logger.ts';

export function createLogger(options: { readonly level: string; readonly name?: string }): Logger {
  return pino(
    {
      level: options.level,
      base: options.name === undefined ? null : { name: options.name },
      formatters: { level: (label) => ({ level: label }) },
      timestamp: pino.stdTimeFunctions.isoTime,
      serializers: { error: pino.stdSerializers.err, cause: pino.stdSerializers.err },
    },
    pino.destination({ dest: 2, sync: false }),
  );
}
