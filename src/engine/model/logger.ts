// Port of the logger: one line of JSON per call, no payloads, no tokens.
import type { ErrorCode, LogCode } from './error-codes.ts';

export interface LogFields {
  /** An alarm can be set on it. */
  readonly code?: ErrorCode | LogCode;
  readonly [field: string]: unknown;
}

export interface Logger {
  /** The fields are made only where debug lines are written. */
  debug(fields: () => LogFields, message: string): void;
  info(fields: LogFields, message: string): void;
  warn(fields: LogFields, message: string): void;
  error(fields: LogFields, message: string): void;
}

export const silentLogger: Logger = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };
