// All of a system that somebody has to be allowed to use, each with its rule.
import { ruleOfField, type Guarded, type Rule } from './access.ts';
import type { System } from './define-system.ts';
import type { Module } from './module.ts';

export interface GuardedThing {
  readonly kind: 'command' | 'document' | 'field' | 'list' | 'ranking' | 'search' | 'query';
  readonly name: string;
  /** Nobody may use what has none, where callers have to show who they are. */
  readonly rule: Rule | undefined;
}

/** Each once, in the order of the definitions. */
export function guardedThings({ modules, deciders, projections }: System): readonly GuardedThing[] {
  const of = (kind: GuardedThing['kind'], things: readonly (Guarded & { readonly name: string })[]) =>
    things.map(({ name, access: rule }): GuardedThing => ({ kind, name, rule }));
  const documents = new Set(projections.map(({ document }) => document));
  return [
    ...deciders.flatMap(({ commands }) =>
      Object.entries(commands.specs).map(([name, { access: rule }]): GuardedThing => ({
        kind: 'command',
        name,
        rule,
      })),
    ),
    ...[...documents].flatMap((document) => [
      { kind: 'document', name: document.name, rule: document.access?.read } as const,
      ...Object.keys(document.access?.fields ?? {}).map(
        (field) =>
          ({ kind: 'field', name: `${document.name}.${field}`, rule: ruleOfField(document, field) }) as const,
      ),
    ]),
    ...projections.flatMap(({ lists, rankings, search }) => [
      ...of('list', lists),
      ...of('ranking', rankings),
      ...of('search', search ? [search] : []),
    ]),
    ...of('query', modules.flatMap(queriesOf)),
  ];
}

function queriesOf({ graphql }: Module): readonly (Guarded & { readonly name: string })[] {
  const queries: (Guarded & { readonly name: string })[] = [];
  const nothing = (): void => {};
  graphql({
    ...{ mutations: nothing, document: nothing, subscription: nothing },
    ...{ lists: nothing, rankings: nothing, search: nothing },
    query: (query) => queries.push(query),
  });
  return queries;
}

/** What nobody has said anything of, as people read it. */
export const unruledIn = (system: System): readonly string[] =>
  guardedThings(system).flatMap(({ kind, name, rule }) => (rule ? [] : [`${kind} ${name}`]));
