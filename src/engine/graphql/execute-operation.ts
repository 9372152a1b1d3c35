// Queries and mutations of every way in: executed by graphql-js, and refused where the answer would be too long to hold
// and to send.
import { execute, type ExecutionArgs, type ExecutionResult } from 'graphql';
import { LIMITS } from '../model/limits.ts';
import { answerTooLarge } from './admission/refusals.ts';

/** What an error says beside its message: code, path, place. */
const ERROR_BYTES = 300;

export async function executeOperation(args: ExecutionArgs): Promise<ExecutionResult> {
  return limitAnswer(await execute(args));
}

export const limitAnswer = (result: ExecutionResult): ExecutionResult =>
  isLongerThan(result, LIMITS.answerBytes) ? { errors: [answerTooLarge(LIMITS.answerBytes)] } : result;

/** No value counts for more than this many letters of the text that it makes. */
const COUNTED_PER_LETTER = 3;

/** The same for an answer that is a text already; all but the longest are not looked at. */
export function limitText(text: string): { readonly text: string } | { readonly result: ExecutionResult } {
  if (text.length * COUNTED_PER_LETTER <= LIMITS.answerBytes) return { text };
  const result: ExecutionResult = JSON.parse(text);
  const limited = limitAnswer(result);
  return limited === result ? { text } : { result: limited };
}

/** Looked at before it is made a text, which would be held whole. */
export function isLongerThan({ data, errors = [] }: ExecutionResult, bytes: number): boolean {
  let left = bytes - errors.length * ERROR_BYTES;
  const open: unknown[] = [data];
  while (open.length > 0 && left >= 0) {
    const value = open.pop();
    if (typeof value === 'string') left -= Buffer.byteLength(value) + 3;
    else if (typeof value !== 'object' || value === null) left -= 5;
    else if (Array.isArray(value)) for (const one of value) open.push(one);
    else {
      for (const [name, one] of Object.entries(value)) {
        left -= name.length + 4;
        open.push(one);
      }
    }
  }
  return left < 0;
}
