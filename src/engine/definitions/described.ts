// Descriptions and deprecations in definitions, for those who read the schema: what a thing is, and what to use instead
// of it.
import type { z } from 'zod';

export interface Described {
  /** For a client's developer. `npm run schema` refuses what has none. */
  readonly description?: string;
}

export interface Deprecatable extends Described {
  /** What to use instead: the reason of `@deprecated`. */
  readonly deprecated?: string;
}

/** For a field or an argument that works as before and should not be used any more; `reason` says what to use instead. */
export const deprecated = <Schema extends z.ZodType>(schema: Schema, reason: string): Schema =>
  // zod's own `deprecated` is a boolean.
  schema.meta({ deprecated: true, deprecationReason: reason });

/** True if it is deprecated without a reason, by zod's own means. */
export function deprecationOf(schema: z.ZodType): string | true | undefined {
  const { deprecated: isDeprecated, deprecationReason } = schema.meta() ?? {};
  if (typeof deprecationReason === 'string') return deprecationReason;
  return isDeprecated === true ? true : undefined;
}

/** What is said of it, alone. */
export const saidOf = ({ description, deprecated: reason }: Deprecatable): Deprecatable => ({
  ...(description === undefined ? {} : { description }),
  ...(reason === undefined ? {} : { deprecated: reason }),
});
