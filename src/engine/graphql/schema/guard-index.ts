// The guard of lists, rankings, searches and queries over several documents: they are allowed by what is asked of them,
// before anything is read, since what they would answer tells nothing of what it is forbidden for.
import { allows, textOf, type Facts, type Guarded, type Rule } from '../../definitions/access.ts';
import type { Projection } from '../../definitions/projection.ts';
import type { SlipstreamError } from '../../model/errors.ts';
import { readableBy } from '../../shapes/document/guard.ts';
import type { RequestContext } from '../context.ts';
import { forbidden } from './forbidden.ts';

export interface GuardedIndex extends Guarded {
  /** Fields of the documents that it is asked by, ordered by or searched in. */
  readonly fields?: readonly string[];
  readonly projection?: Projection;
}

/**
 * Throws FORBIDDEN, or UNAUTHENTICATED for whoever has shown no token.
 * @param values it is asked by, by field.
 */
export async function guardIndex(
  context: RequestContext,
  guarded: GuardedIndex,
  values: Facts,
): Promise<void> {
  const { caller } = context;
  if (caller.isTrusted) return;
  const { access, fields = [], projection } = guarded;
  const ruled = projection?.document.access?.fields ?? {};
  const hidden = fields.map((field) => ruled[field]).find((rule) => rule && !allows(rule, caller, values));
  if (hidden) throw forbiddenBy(hidden, context);
  if (allows(access, caller, values) || (await mayReadWhole(access, context, values))) return;
  throw forbiddenBy(access, context);
}

/** Whether a rule of it lets whoever may read the document that an argument names. */
async function mayReadWhole(
  access: Rule | undefined,
  { caller, services, session, folds }: RequestContext,
  values: Facts,
): Promise<boolean> {
  for (const rule of access ? alternatives(access) : []) {
    const id = rule.kind === 'reader' ? values[rule.by] : undefined;
    if (rule.kind !== 'reader' || typeof id !== 'string') continue;
    const readable = readableBy(caller, rule.of.document);
    const { document } = await services.reads.read({
      ...{ readModel: rule.of.name, id, maxWaitMs: 0, ifBehind: 'WRITE_MODEL', folds },
      ...(session.after === undefined ? {} : { after: session.after }),
      ...(readable ? { readable } : {}),
    });
    if (document) return true;
  }
  return false;
}

const alternatives = (rule: Rule): readonly Rule[] =>
  rule.kind === 'anyOf' ? rule.rules.flatMap(alternatives) : [rule];

function forbiddenBy(rule: Rule | undefined, { caller }: RequestContext): SlipstreamError {
  const asksFor = textOf(rule);
  return forbidden(caller, `This asks for: ${asksFor}.`, { asksFor });
}
