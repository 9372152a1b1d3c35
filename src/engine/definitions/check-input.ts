// The check of an input against its author's schema. Issues say what is wrong in words about the value; what the author
// says in the schema itself stands.
import type { z } from 'zod';

type RawIssue = z.core.$ZodRawIssue;

/** The parsed value, or the issues that stand against it. */
export function checkInput<Schema extends z.ZodType>(
  schema: Schema,
  value: unknown,
): z.ZodSafeParseResult<z.output<Schema>> {
  return schema.safeParse(value, { error: messageOf });
}

/** Nothing for what zod says well enough itself. */
function messageOf(issue: RawIssue): string | undefined {
  if (issue.code === 'invalid_type') {
    return issue.input === undefined ? 'is missing' : `must be of type ${issue.expected}`;
  }
  if (issue.code === 'too_small') return `must ${amountOf(issue, 'at least', issue.minimum)}`;
  if (issue.code === 'too_big') return `must ${amountOf(issue, 'at most', issue.maximum)}`;
  return undefined;
}

/** Of what is counted: one, and several. */
const COUNTED: Readonly<Record<string, readonly [string, string]>> = {
  string: ['character', 'characters'],
  array: ['entry', 'entries'],
};

function amountOf({ origin }: { readonly origin: string }, bound: string, amount: number | bigint): string {
  const [one, several] = COUNTED[origin] ?? [];
  if (several === undefined) return `be ${bound} ${amount}`;
  return `have ${bound} ${amount} ${Number(amount) === 1 ? one : several}`;
}
