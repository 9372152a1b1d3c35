// Folds held against the shapes of their documents, while a system is being written: a misspelt field stops its lane with
// a message that names it, where it would otherwise be left out of the document, silently and for good.
import type { System } from '../definitions/define-system.ts';
import { ownSchema } from '../shapes/document/declare.ts';
import type { Projection } from '../definitions/projection.ts';
import type { JsonObject } from '../model/json.ts';

export function withCheckedFolds(system: System): System {
  const projections = system.projections.map(checked);
  const checkedByName = new Map(projections.map((projection) => [projection.name, projection]));
  return { ...system, projections, projection: (name) => checkedByName.get(name) };
}

function checked(projection: Projection): Projection {
  const { name } = projection.document;
  const schema = ownSchema(projection.document);
  return {
    ...projection,
    fold: (own, event, id) => {
      const after = projection.fold(own, event, id);
      if (after !== null) checkShape(name, schema, after);
      return after;
    },
  };
}

function checkShape(name: string, schema: ReturnType<typeof ownSchema>, own: JsonObject): void {
  const { error } = schema.safeParse(own);
  if (!error) return;
  const why = error.issues.map(({ path, message }) => [path.join('.'), message].filter(Boolean).join(': '));
  throw new TypeError(`what it makes is no ${name}: ${why.join('; ')}`);
}
