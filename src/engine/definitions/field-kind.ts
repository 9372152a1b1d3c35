// What kind of value a field of a document holds, as far as other definitions depend on it.
import { z } from 'zod';
import { isEmbed, type Field } from './document.ts';

/** Ids, texts and enums with a name are the same in an index and in a request; a time is ISO 8601. */
export type FieldKind = 'id' | 'text' | 'enum' | 'time' | 'other';

/** Whether it holds text that people type, one or several: not an id, an enum or a time. */
export function holdsText(field: Field | undefined): boolean {
  if (field === undefined || isEmbed(field)) return false;
  const inner = field instanceof z.ZodArray ? field.element : undefined;
  return inner instanceof z.ZodType ? holdsText(inner) : kindOf(field) === 'text';
}

/** Whether or not the value may be null. */
export function kindOf(field: Field | undefined): FieldKind {
  if (field === undefined || isEmbed(field)) return 'other';
  if (field instanceof z.ZodNullable || field instanceof z.ZodOptional || field instanceof z.ZodReadonly) {
    return field.def.innerType instanceof z.ZodType ? kindOf(field.def.innerType) : 'other';
  }
  const shown = field.meta()?.['graphql'];
  if (field instanceof z.ZodEnum) return typeof shown === 'string' ? 'enum' : 'other';
  if (!(field instanceof z.ZodString || field instanceof z.ZodStringFormat)) return 'other';
  if (shown === undefined || shown === 'String') return 'text';
  if (shown === 'ID') return 'id';
  return shown === 'DateTime' ? 'time' : 'other';
}
