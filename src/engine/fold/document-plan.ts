// The fields and references of a projection's document as its folds need them, worked out once.
import { isEmbed } from '../shapes/document/declare.ts';
import type { Projection } from '../definitions/projection.ts';
import type { Reference } from '../definitions/reference.ts';

export interface DocumentPlan {
  /** All fields in the order of the definition. */
  readonly fields: readonly string[];
  readonly ownFields: readonly string[];
  readonly embeddedFields: readonly string[];
  /** Each reference once. */
  readonly references: readonly Reference[];
}

const plans = new WeakMap<Projection, DocumentPlan>();

export function planOf(projection: Projection): DocumentPlan {
  const planned = plans.get(projection);
  if (planned) return planned;
  const { fields } = projection.document;
  const references = new Map(projection.embeds.map(({ embeds }) => [embeds.name, embeds]));
  const plan = {
    fields: Object.keys(fields),
    ownFields: Object.entries(fields).flatMap(([name, field]) => (isEmbed(field) ? [] : [name])),
    embeddedFields: projection.embeds.map(({ field }) => field),
    references: [...references.values()],
  };
  plans.set(projection, plan);
  return plan;
}
