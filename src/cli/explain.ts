// An error in words for a person at a terminal: what to do where that is known, else also where it came from. Values and
// secrets that it quotes are masked.
import { errorText, scrubbed } from '../engine/observability/error-facts.ts';

export function explain(error: unknown): string {
  if (!(error instanceof Error)) return errorText(error);
  // What is thrown on purpose has a code.
  return 'code' in error ? scrubbed(error.message) : errorText(error);
}
