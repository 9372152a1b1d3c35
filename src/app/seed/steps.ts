// A step in the life of something: one command with the moment at which it is given.

export interface Step {
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly command: string;
  /** Without `commandId`. */
  readonly input: Readonly<Record<string, unknown>>;
  /** The thing it creates or changes. */
  readonly changes: string;
  /** The other things it is decided on. */
  readonly reads: readonly string[];
}

export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;
