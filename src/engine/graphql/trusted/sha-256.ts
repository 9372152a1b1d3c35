// The hash by which documents are known.
import { createHash } from 'node:crypto';

/** In lower-case hexadecimal digits. */
export const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');
