// Cursors of lists: opaque to clients, and made of nothing but the entry's place in the order.
import { SlipstreamError } from '../../../model/errors.ts';

const PLACE = /^[^/]{1,64}\/[A-Za-z0-9_-]{1,64}$/;

export function encodeCursor(list: string, member: string): string {
  return Buffer.from(`${list}/${member}`).toString('base64url');
}

/** The member. Throws INVALID_CURSOR. */
export function decodeCursor(list: string, cursor: string): string {
  const text = Buffer.from(cursor, 'base64url').toString();
  const member = text.slice(list.length + 1);
  // Encoded again, because decoding skips what does not belong there.
  if (cursor === encodeCursor(list, member) && PLACE.test(member)) return member;
  throw new SlipstreamError('INVALID_CURSOR', `This is not a cursor of ${list}.`);
}
