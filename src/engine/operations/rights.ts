// Rights of operators: the role that each of their verbs asks for.
import { OPERATOR_ROLE, type Caller } from '../model/caller.ts';
import type { Verb } from '../model/operations.ts';

const OPERATOR = OPERATOR_ROLE;

/** `operations`: to look at anything of it. */
type Right = Verb | 'operations';

const ROLES: Readonly<Record<Right, string>> = {
  operations: OPERATOR,
  rebuildProjection: OPERATOR,
  abortRebuild: OPERATOR,
  switchProjection: OPERATOR,
  undoRebuild: OPERATOR,
  pauseProjection: OPERATOR,
  resumeProjection: OPERATOR,
  redriveDeadLetter: OPERATOR,
  redriveDeadLetters: OPERATOR,
  discardDeadLetter: OPERATOR,
  eraseSubject: OPERATOR,
  revoke: OPERATOR,
  forgetRefusals: OPERATOR,
};

/** The role that a caller would need and has not; undefined if it may. */
export function missingRole(right: Right, { roles }: Pick<Caller, 'roles'>): string | undefined {
  const role = ROLES[right];
  return roles.includes(role) ? undefined : role;
}
