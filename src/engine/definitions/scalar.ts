// defineScalar: a GraphQL scalar of an author's own. In JSON it is a text or a number.
import { z } from 'zod';
import { badDefinition } from './bad-definition.ts';

/** A scalar as the schema shows it. */
export interface Scalar {
  readonly name: string;
  readonly description: string;
  /** What its values are in JSON. */
  readonly json: 'text' | 'number';
  /** A number in the text of an operation is taken by its digits, although the scalar is a text. */
  readonly takesDigits: boolean;
}

/** What an author says of a scalar. */
interface ScalarSpec<Schema> {
  /** For clients: what a value looks like. */
  readonly description: string;
  /** Made of `z.string()` or of a number; its checks are those of an input, and say what is wrong in a typed refusal. */
  readonly value: Schema;
  /** For a text that looks like a number: `12.50` in the text of an operation is "12.50". */
  readonly takesDigits?: boolean;
}

const scalars = new WeakMap<z.ZodType, Scalar>();

/**
 * The zod type whose values are shown under that name, in what goes in and in what comes out, also with more checks.
 * Throws BAD_DEFINITION. A name that another type has is found when the schema is built.
 */
export function defineScalar<Schema extends z.ZodType<unknown, string | number>>(
  name: string,
  { description, value, takesDigits = false }: ScalarSpec<Schema>,
): Schema {
  if (!/^(?!__)[A-Za-z_]\w*$/.test(name)) {
    throw badDefinition(
      `Scalar ${name}: a name in GraphQL has letters and digits only, such as "PostalCode".`,
    );
  }
  if (description.trim() === '') {
    throw badDefinition(`Scalar ${name} has no description: say what a value looks like.`);
  }
  const json = jsonOf(value);
  if (json === undefined) {
    throw badDefinition(
      `Scalar ${name}: its value is made of z.string() or of a number; where it may be null is said where it is used.`,
    );
  }
  if (takesDigits && json === 'number') {
    throw badDefinition(`Scalar ${name} is a number: leave out takesDigits, which is for texts.`);
  }
  const shown = value.meta({ graphql: name });
  scalars.set(shown, { name, description, json, takesDigits });
  return shown;
}

/** Of this very schema, not of one that was derived from it. */
export function scalarOf(schema: z.ZodType): Scalar | undefined {
  return scalars.get(schema);
}

/** Of what clients write, whatever it is converted to. */
function jsonOf(schema: unknown): Scalar['json'] | undefined {
  if (schema instanceof z.ZodPipe) return jsonOf(schema.def.in);
  if (schema instanceof z.ZodString || schema instanceof z.ZodStringFormat) return 'text';
  return schema instanceof z.ZodNumber ? 'number' : undefined;
}
