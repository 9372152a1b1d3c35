// The check that all that modules show is there: a part that a module forgot to list would be shown and never answer.
import type { System } from '../../definitions/define-system.ts';
import { badDefinition } from '../../definitions/bad-definition.ts';
import type { Declarations } from './declarations.ts';

/** Throws BAD_DEFINITION, with what to do about it. */
export function checkShown({ deciders, projections: kept }: System, declared: Declarations): void {
  const { mutations, shapes } = declared;
  const projections = [...declared.projections, ...shapes.flatMap((shape) => shape.shown().projections)];
  const decided = new Set(deciders.flatMap(({ commands }) => Object.keys(commands.specs)));
  const command = mutations
    .flatMap(({ commands }) => Object.keys(commands.specs))
    .find((name) => !decided.has(name));
  if (command !== undefined) {
    throw badDefinition(
      `Command ${command} is shown, but nobody decides it: add its decider to \`deciders\` of its module.`,
    );
  }
  const names = new Set(kept.map(({ name }) => name));
  for (const { name } of projections) {
    if (names.has(name)) continue;
    throw badDefinition(
      `Projection ${name} is shown, but nobody keeps it: add it to \`projections\` of its module.`,
    );
  }
  for (const shape of shapes) shape.check?.();
}
