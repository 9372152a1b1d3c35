// Kinds of the values that fields of a document hold, as far as other definitions depend on them.
import { z } from 'zod';
import { isEmbed, type Field } from '../shapes/document/declare.ts';

/** Ids, texts and enums with a name are the same in an index and in a request; a time is ISO 8601. */
export type FieldKind = 'id' | 'text' | 'enum' | 'time' | 'other';

/** Whether it holds text that people type, one or several: not an id, an enum or a time. */
export function holdsText(field: Field | undefined): boolean {
  if (field === undefined || isEmbed(field)) return false;
  const inner = field instanceof z.ZodArray ? field.element : undefined;
  return inner instanceof z.ZodType ? holdsText(inner) : kindOf(field) === 'text';
}

/** Whether or not the value may be null. */
export function kindOf(of: Field | undefined): FieldKind {
  if (of === undefined || isEmbed(of)) return 'other';
  const field = bare(of);
  const shown = field.meta()?.['graphql'];
  if (field instanceof z.ZodEnum) return typeof shown === 'string' ? 'enum' : 'other';
  if (!(field instanceof z.ZodString || field instanceof z.ZodStringFormat)) return 'other';
  if (shown === undefined || shown === 'String') return 'text';
  if (shown === 'ID') return 'id';
  return shown === 'DateTime' ? 'time' : 'other';
}

/** The schema of a value that is there. */
export function bare(schema: z.ZodType): z.ZodType {
  const isWrapped =
    schema instanceof z.ZodNullable || schema instanceof z.ZodOptional || schema instanceof z.ZodReadonly;
  return isWrapped && schema.def.innerType instanceof z.ZodType ? bare(schema.def.innerType) : schema;
}
