// The matrix of rights: who may use what, from the definitions.
import { rulesIn, textOf, type Rule } from '../engine/definitions/access.ts';
import type { System } from '../engine/definitions/define-system.ts';
import { guardedThings, unruledIn, type GuardedThing } from '../engine/definitions/guarded-things.ts';
import { Explained } from '../engine/model/explained.ts';

/** Whoever a column is about; `owner` and `known` have no role. */
type Who = 'stranger' | 'known' | 'owner' | { readonly role: string };

const HEAD = `# Rights

Who may do and see what, generated from the definitions by \`npm run access\`; \`npm run check\` fails while it is not up to date, and
for what has no rule. **own** is what belongs to the caller; an empty cell is no. A document that a caller may not read is null and
looks as if it did not exist, also in payloads of mutations and in subscriptions; a field that it may not see is null; a list, ranking,
search or query is refused with \`FORBIDDEN\`, whatever there is; a command with \`NotFound\`, or with \`Forbidden\` for whoever may read
what it changes. Copies of facts in a document obey the rule of that document.

What is told to callers who may not read the thing: \`ALREADY_EXISTS\` says that an id is taken, a refusal for a unique value (such as
\`EMAIL_TAKEN\`) that somebody has it, and what a rule opens to everybody is open: the rows below with \`yes\` under *stranger*.
`;

/** Throws `Explained` for what has no rule. */
export function accessMatrixOf(system: System): string {
  const unruled = unruledIn(system);
  if (unruled.length > 0) {
    throw new Explained(
      [
        'Nobody has said who may use these; say it by `access` where each is defined:',
        ...unruled.map((name) => `  ${name}`),
      ].join('\n'),
    );
  }
  const things = guardedThings(system);
  const roles = [...new Set(things.flatMap(rolesOf))].toSorted();
  const columns: readonly Who[] = ['stranger', 'known', 'owner', ...roles.map((role) => ({ role }))];
  const titles = ['', 'stranger', 'known', 'owner', ...roles.map((role) => `role \`${role}\``), 'rule'];
  const rows = things.map(({ kind, name, rule }) => [
    `${kind} \`${name}\``,
    ...columns.map((who) => (rule ? cellOf(rule, who) : '')),
    rule ? textOf(rule) : '',
  ]);
  const lines = [titles, titles.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`);
  return `${HEAD}\n${lines.join('\n')}\n`;
}

const rolesOf = ({ rule }: GuardedThing): readonly string[] =>
  (rule ? rulesIn(rule) : []).flatMap((each) => (each.kind === 'role' ? [each.role] : []));

/** `yes`, `own`, what it depends on, or nothing. */
function cellOf(rule: Rule, who: Who): string {
  switch (rule.kind) {
    case 'everybody':
      return 'yes';
    case 'authenticated':
      return who === 'stranger' ? '' : 'yes';
    case 'role':
      return typeof who === 'object' && who.role === rule.role ? 'yes' : '';
    case 'owner':
      return who === 'owner' ? 'own' : '';
    case 'reader':
      return who === 'owner' ? `own, by \`${rule.of.name}\`` : '';
    case 'when':
      return rule.name;
    case 'anyOf': {
      const cells = rule.rules.map((each) => cellOf(each, who)).filter(Boolean);
      return cells.includes('yes') ? 'yes' : [...new Set(cells)].join(' or ');
    }
    case 'allOf': {
      const cells = rule.rules.map((each) => cellOf(each, who));
      if (cells.includes('')) return '';
      const some = [...new Set(cells)].filter((cell) => cell !== 'yes');
      return some.length === 0 ? 'yes' : some.join(' and ');
    }
  }
}
