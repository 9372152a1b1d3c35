// Rules of access, declared beside the thing they guard: values, pure and total. What has no rule is open to nobody but
// trusted callers and reactions.
import { isStranger, SYSTEM_ROLE, type Caller } from '../model/caller.ts';

/** What a rule is asked about: a document, a state with the id of its stream, an input or arguments, by field. */
export type Facts = Readonly<Record<string, unknown>>;

/** What a rule of an author's own may know of who calls. */
export type CallerFacts = Pick<Caller, 'principal' | 'roles' | 'claims'>;

export const callerFactsOf = ({ principal, roles, claims }: Caller): CallerFacts => ({
  principal,
  roles,
  claims,
});

export type Rule =
  | { readonly kind: 'everybody' }
  | { readonly kind: 'authenticated' }
  | { readonly kind: 'role'; readonly role: string }
  | { readonly kind: 'owner'; readonly field: string; readonly claim: string }
  | { readonly kind: 'anyOf' | 'allOf'; readonly rules: readonly Rule[] }
  | { readonly kind: 'reader'; readonly of: ReadableThing; readonly by: string }
  | {
      readonly kind: 'when';
      readonly name: string;
      readonly test: (caller: CallerFacts, facts: Facts) => boolean;
    };

/** Of documents: who may read one, and fields that fewer may. A field with a rule may be null. */
export interface DocumentAccess<Field extends string = string> {
  readonly read: Rule;
  readonly fields?: { readonly [Name in Field]?: Rule };
}

/** Of a field that not everybody may see who may read the document. */
export const ruleOfField = ({ access }: ReadableThing['document'], field: string): Rule | undefined =>
  Object.entries<Rule | undefined>(access?.fields ?? {}).find(([name]) => name === field)?.[1];

interface ReadableThing {
  readonly name: string;
  readonly document: { readonly access?: DocumentAccess };
}

/** What says who may use it; nobody, where callers have to show who they are, if it does not. */
export interface Guarded {
  readonly access?: Rule;
}

/** What is said of it, alone. */
export const guardOf = ({ access }: Guarded): Guarded => (access ? { access } : {});

/** Strangers too. */
export const everybody: Rule = { kind: 'everybody' };
/** Whoever has shown a token. */
export const authenticated: Rule = { kind: 'authenticated' };
export const role = (name: string): Rule => ({ kind: 'role', role: name });

/**
 * Whoever the thing belongs to: its field is what the caller's claim says.
 * @param field of the document (it may be hidden), of the state, or an argument.
 * @param claim that of the same name if omitted.
 */
export const owner = (field: string, claim = field): Rule => ({ kind: 'owner', field, claim });
export const anyOf = (...rules: readonly Rule[]): Rule => ({ kind: 'anyOf', rules });
export const allOf = (...rules: readonly Rule[]): Rule => ({ kind: 'allOf', rules });

/**
 * Whoever may read a document of another read model: of a list, a search or a query, alone or in `anyOf`.
 * @param by the argument with its id.
 */
export const readerOf = (of: ReadableThing, by: string): Rule => ({ kind: 'reader', of, by });

/** A rule of one's own. One that throws says no. @param name stands in the matrix of rights. */
export const when = (name: string, test: (caller: CallerFacts, facts: Facts) => boolean): Rule => ({
  kind: 'when',
  name,
  test,
});

/** Undefined: that depends on the thing. */
export function verdictAlone(rule: Rule | undefined, caller: Caller): boolean | undefined {
  return verdict(rule, caller, undefined);
}

export function allows(rule: Rule | undefined, caller: Caller, facts: Facts): boolean {
  return verdict(rule, caller, facts) === true;
}

function verdict(rule: Rule | undefined, caller: Caller, facts: Facts | undefined): boolean | undefined {
  if (caller.isTrusted) return true;
  // Reactions are an author's own: where nothing is said of a command, they may send it.
  if (!rule) return caller.roles.includes(SYSTEM_ROLE);
  switch (rule.kind) {
    case 'everybody':
      return true;
    case 'authenticated':
      return !isStranger(caller);
    case 'role':
      return caller.roles.includes(rule.role);
    case 'owner':
      return owns(caller.claims[rule.claim], facts && { value: facts[rule.field] });
    case 'anyOf':
      return joined(rule.rules, true, (each) => verdict(each, caller, facts));
    case 'allOf':
      return joined(rule.rules, false, (each) => verdict(each, caller, facts));
    case 'reader':
      return facts && false;
    case 'when':
      return facts && holds(rule.test, caller, facts);
  }
}

/** Ids are texts; nobody owns what has no owner. */
function owns(claimed: unknown, of: { readonly value: unknown } | undefined): boolean | undefined {
  if (typeof claimed !== 'string' || claimed === '') return false;
  return of && of.value === claimed;
}

/** `decisive` from any of them decides; else it depends where one depends. */
function joined(
  rules: readonly Rule[],
  decisive: boolean,
  verdictOf: (rule: Rule) => boolean | undefined,
): boolean | undefined {
  let depends = false;
  for (const rule of rules) {
    const one = verdictOf(rule);
    if (one === decisive) return decisive;
    depends ||= one === undefined;
  }
  return depends ? undefined : !decisive;
}

function holds(test: (caller: CallerFacts, facts: Facts) => boolean, caller: Caller, facts: Facts): boolean {
  try {
    return test(callerFactsOf(caller), facts);
  } catch {
    return false;
  }
}

/** Rules in a rule, itself among them. */
export const rulesIn = (rule: Rule): readonly Rule[] =>
  rule.kind === 'anyOf' || rule.kind === 'allOf' ? [rule, ...rule.rules.flatMap(rulesIn)] : [rule];

/** As people read it: `owner by id, or role clerk`. */
export function textOf(rule: Rule | undefined): string {
  if (!rule) return 'more than anybody has';
  switch (rule.kind) {
    case 'everybody':
      return 'everybody';
    case 'authenticated':
      return 'whoever is known';
    case 'role':
      return `role ${rule.role}`;
    case 'owner':
      return `owner by ${rule.field}`;
    case 'reader':
      return `whoever may read the ${rule.of.name} by ${rule.by}`;
    case 'when':
      return rule.name;
    case 'anyOf':
      return rule.rules.map(textOf).join(', or ');
    case 'allOf':
      return rule.rules
        .map((each) => (each.kind === 'anyOf' ? `(${textOf(each)})` : textOf(each)))
        .join(' and ');
  }
}
