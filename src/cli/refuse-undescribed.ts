// The refusal of a schema that does not say what all of it is: everything that is missing at once, and where to say it.
import type { GraphQLSchema } from 'graphql';
import type { System } from '../engine/definitions/define-system.ts';
import { undescribed } from '../engine/graphql/schema/undescribed.ts';
import { Explained } from '../engine/model/explained.ts';

/** Throws `Explained`. */
export function refuseUndescribed(system: System, schema: GraphQLSchema): void {
  const missing = undescribed(system, schema);
  if (missing.length === 0) return;
  const lines = missing.map(({ parts, sayIn }) => `  ${parts.join(', ')}\n    ${sayIn}`);
  const count = missing.reduce((sum, { parts }) => sum + parts.length, 0);
  const what = count === 1 ? '1 part has no description' : `${count} parts have no description`;
  throw new Explained(
    [`The schema does not say what all of it is: ${what}. Each is said where it is defined:`, ...lines].join(
      '\n',
    ),
  );
}
