// What is shown must be there: a part that a module forgot to list would be shown and never answer.
import { commandsOf, type Module } from '../../definitions/index.ts';
import { badDefinition } from '../../definitions/bad-definition.ts';
import type { Declarations } from './declarations.ts';

/** Throws BAD_DEFINITION, with what to do about it. */
export function checkShown(modules: readonly Module[], declared: Declarations): void {
  const { mutations, projections, listed, searched } = declared;
  const decided = new Set(modules.flatMap(commandsOf));
  const command = mutations
    .flatMap(({ commands }) => Object.keys(commands.specs))
    .find((name) => !decided.has(name));
  if (command !== undefined) {
    throw badDefinition(
      `Command ${command} is shown, but nobody decides it: add its decider to \`deciders\` of its module.`,
    );
  }
  const kept = new Set(modules.flatMap((module) => module.projections.map(({ name }) => name)));
  for (const { name } of [...projections, ...searched]) {
    if (kept.has(name)) continue;
    throw badDefinition(
      `Projection ${name} is shown, but nobody keeps it: add it to \`projections\` of its module.`,
    );
  }
  const bare = listed.find(({ lists }) => lists.length === 0);
  if (bare) throw badDefinition(`g.lists shows projection ${bare.name}, which has no lists.`);
  const unsearched = searched.find(({ search }) => search === undefined);
  if (unsearched) {
    throw badDefinition(
      `g.search shows projection ${unsearched.name}, which is no search: see defineSearch.`,
    );
  }
}
