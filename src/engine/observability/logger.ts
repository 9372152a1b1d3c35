// The logger: one line of JSON per entry on standard error, so that standard output stays for people.
import pino from 'pino';
import type { Logger } from '../model/logger.ts';
import { errorFacts, scrubbed } from './error-facts.ts';

export function createLogger(options: { readonly level: string; readonly name?: string }): Logger {
  return loggerTo(pino.destination({ dest: 2, sync: false }), options);
}

/** The same with another end, for tests. */
export function loggerTo(
  end: pino.DestinationStream,
  { level, name }: { readonly level: string; readonly name?: string },
): Logger {
  const log = pino(
    {
      level,
      base: name === undefined ? null : { name },
      formatters: { level: (label) => ({ level: label }) },
      timestamp: pino.stdTimeFunctions.isoTime,
      // Ours come first: whatever an error is called in a line, and how deep it lies.
      serializers: { err: (value: unknown) => value },
    },
    end,
  );
  return {
    debug: (fields, message) => {
      if (log.isLevelEnabled('debug')) log.debug(loggable(fields()), scrubbed(message));
    },
    info: (fields, message) => {
      if (log.isLevelEnabled('info')) log.info(loggable(fields), scrubbed(message));
    },
    warn: (fields, message) => log.warn(loggable(fields), scrubbed(message)),
    error: (fields, message) => log.error(loggable(fields), scrubbed(message)),
  };
}

const DEEPEST = 6;

/** Fields as they may be written: errors by their facts, texts without the secrets in them. */
function loggable(fields: object): object {
  const written = fields instanceof Error ? { err: errorFacts(fields) } : printable(fields, 0);
  return typeof written === 'object' && written !== null ? written : {};
}

function printable(value: unknown, depth: number): unknown {
  if (typeof value === 'string') return scrubbed(value);
  if (typeof value === 'bigint') return String(value);
  if (typeof value !== 'object' || value === null) return value;
  if (value instanceof Error) return errorFacts(value);
  if (depth > DEEPEST) return '…';
  // How something wants to be shown, such as the configuration without its secrets.
  if ('toJSON' in value && typeof value.toJSON === 'function') return printable(value.toJSON(), depth + 1);
  if (Array.isArray(value)) return value.map((each) => printable(each, depth + 1));
  return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, printable(each, depth + 1)]));
}
