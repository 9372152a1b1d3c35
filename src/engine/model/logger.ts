// Port of the logger: one line of JSON per call, no payloads, no tokens.

export interface Logger {
  /** The fields are made only where debug lines are written. */
  debug(fields: () => object, message: string): void;
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
}

export const silentLogger: Logger = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };
