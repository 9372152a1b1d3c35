// Text that people type: in one normal form, of limited length, without signs that deceive the eye.
import { z } from 'zod';

/** No control characters, no line or paragraph separators, and none of the signs that turn the direction of writing. */
const LINE = /^[^\p{Cc}\p{Zl}\p{Zp}\p{Bidi_Control}]*$/u;
const PARAGRAPHS = /^(?:[^\p{Cc}\p{Bidi_Control}]|[\n\r\t])*$/u;

/** Signs that have neither width nor meaning between others: zero width and soft hyphens, word joiners, stray byte order marks. */
const WITHOUT_WIDTH = /[\u00AD\u180E\u200B\u2060\uFEFF]/gu;
/** Signs that show nothing by themselves; U+2800 is a Braille cell without dots. */
const NOTHING_TO_SEE = /^[\p{White_Space}\p{Default_Ignorable_Code_Point}\u2800]+$/u;

interface Length {
  /** Characters (code points) of the normal form; 1 if omitted. */
  readonly min?: number;
  readonly max: number;
}

/** The one form in which a text is kept: composed (NFC), trimmed, without signs of no width. */
export function normalText(text: string): string {
  return text.replaceAll(WITHOUT_WIDTH, '').normalize('NFC').trim();
}

const typed = ({ min = 1, max }: Length) =>
  z
    .string()
    .overwrite(normalText)
    .min(min)
    .max(max)
    .refine((text) => !NOTHING_TO_SEE.test(text), 'must have a character that can be seen');

/** One line. */
export const line = (length: Length) =>
  typed(length).regex(LINE, 'must be one line without control characters or signs that turn the text');

/** Several lines. */
export const paragraphs = (length: Length) =>
  typed(length).regex(PARAGRAPHS, 'must be text without control characters or signs that turn it');

/** May be left out or null; then it is null. */
export const optional = <Schema extends z.ZodType>(schema: Schema) => schema.nullable().default(null);
