// The one rule of what must be there before a command, and what must not: its refusal, or undefined if the rule is kept.
import type { CommandKind } from '../../../definitions/commands.ts';
import { AlreadyExists, NotFound, reject } from '../../../definitions/refusals.ts';
import type { Rejection } from '../../../model/outcome.ts';

interface Addressed {
  readonly kind: CommandKind;
  /** Category and id of the stream that the command is about. */
  readonly category: string;
  readonly id: string;
}

export function checkExistence({ kind, category, id }: Addressed, exists: boolean): Rejection | undefined {
  if (kind === 'changes' && !exists) return reject(NotFound, { what: category, id });
  if (kind === 'creates' && exists) return reject(AlreadyExists, { what: category, id });
  return undefined;
}
