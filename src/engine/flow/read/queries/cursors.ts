// Cursors: opaque to clients, made of where an entry stands and of what was asked, so that a cursor of another question is
// noticed. They say where an entry stands, not where it lies, and so outlive rebuilds.
import { createHash } from 'node:crypto';
import { SlipstreamError } from '../../../model/errors.ts';
import type { Json } from '../../../model/json.ts';

export interface Cursors {
  encode(place: string): string;
  /** The place. Throws INVALID_CURSOR. */
  decode(cursor: string): string;
}

interface CursorForm {
  /** For people. */
  readonly name: string;
  /** What two pages of the same answer have in common. */
  readonly question: Json;
  /** What any place looks like. */
  readonly place: RegExp;
}

export function cursorsOf({ name, question, place: form }: CursorForm): Cursors {
  const questionHash = createHash('sha256').update(JSON.stringify(question)).digest('base64url').slice(0, 12);
  const encode = (place: string): string => Buffer.from(`${questionHash}/${place}`).toString('base64url');
  return {
    encode,
    decode: (cursor) => {
      const place = Buffer.from(cursor, 'base64url')
        .toString()
        .slice(questionHash.length + 1);
      // Encoded again, because decoding skips what does not belong there.
      if (cursor === encode(place) && form.test(place)) return place;
      throw new SlipstreamError('INVALID_CURSOR', `This is not a cursor of ${name} with these arguments.`);
    },
  };
}
