// The table of verbs: for each deed of an operator what it takes, whether it needs a reason, what does it.
import type { z } from 'zod';
import type { JsonObject } from '../model/json.ts';
import type { Deed, DeedEnd, Verb } from '../model/operations.ts';

/** A deed as its verb does it. */
export interface WrittenDeed extends Deed {
  /** ISO 8601, by the database's clock: when it was written. */
  readonly at: string;
}

interface VerbSpec<Input> {
  readonly input: z.ZodType<Input>;
  readonly needsReason?: boolean;
  /**
   * Does it, or refuses. Throws only what is worth another attempt, by the same command id: so what was done of it before its
   * process ended must be found done.
   */
  readonly run: (input: Input, deed: WrittenDeed) => Promise<DeedEnd>;
}

export interface VerbEntry {
  readonly verb: Verb;
  readonly needsReason: boolean;
  /** What is wrong with an input, or what does the deed. */
  readonly read: (input: JsonObject) => { readonly fault: string } | { readonly run: Doing };
}

type Doing = (deed: WrittenDeed) => Promise<DeedEnd>;

export type VerbTable = ReadonlyMap<Verb, VerbEntry>;

export function defineVerb<Input>(
  verb: Verb,
  { input, needsReason = false, run }: VerbSpec<Input>,
): VerbEntry {
  return {
    ...{ verb, needsReason },
    read: (given) => {
      const { success, data, error } = input.safeParse(given);
      if (success) return { run: (deed) => run(data, deed) };
      const faults = error.issues.map(({ path, message }) => `${path.join('.') || 'input'}: ${message}`);
      return { fault: faults.join('; ') };
    },
  };
}

/** Each verb once: the last entry of a verb is the one in force. */
export const verbTable = (entries: readonly VerbEntry[]): VerbTable =>
  new Map(entries.map((entry) => [entry.verb, entry]));

export const done = (result: JsonObject): DeedEnd => ({ done: true, result });

export const refused = (code: string, message: string): DeedEnd => ({ done: false, code, message });
