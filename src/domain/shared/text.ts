// Text that people type: trimmed, of limited length, without control characters.
import { z } from 'zod';

const LINE = /^\P{Cc}*$/u;
const PARAGRAPHS = /^(?:\P{Cc}|[\n\r\t])*$/u;

interface Length {
  /** Characters (code points) after trimming; 1 if omitted. */
  readonly min?: number;
  readonly max: number;
}

/** One line. */
export const line = ({ min = 1, max }: Length) =>
  z.string().trim().min(min).max(max).regex(LINE, 'must be one line without control characters');

/** Several lines. */
export const paragraphs = ({ min = 1, max }: Length) =>
  z.string().trim().min(min).max(max).regex(PARAGRAPHS, 'must be text without control characters');

/** May be left out or null; then it is null. */
export const optional = <Schema extends z.ZodType>(schema: Schema) => schema.nullable().default(null);
