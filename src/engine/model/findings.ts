// Findings of an examination: each thing that was looked at, how it is, and what to do where something is to be done.

export interface Finding {
  /** What was looked at, such as `REDIS_URL policy`. */
  readonly about: string;
  /** `warn`: it works, and somebody should look at it. */
  readonly state: 'ok' | 'warn' | 'bad';
  /** What was found, and the remedy; nothing secret. */
  readonly text: string;
}

/** Findings about one thing, by how it is. */
export const about = (what: string) => ({
  ok: (text: string): Finding => ({ about: what, state: 'ok', text }),
  warn: (text: string): Finding => ({ about: what, state: 'warn', text }),
  bad: (text: string): Finding => ({ about: what, state: 'bad', text }),
});
