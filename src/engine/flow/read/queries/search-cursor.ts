// Cursors of a search: opaque to clients, made of where an entry stands and of what was asked, so that a cursor of
// another question is noticed.
import { createHash } from 'node:crypto';
import { SlipstreamError } from '../../../model/errors.ts';
import type { SearchPlace, SearchQuery } from '../../../model/search.ts';

const PLACE = /^(\d{1,15})\/([A-Za-z0-9_-]{1,64})$/;

/** What two pages of the same answer have in common. */
export type SearchQuestion = Omit<SearchQuery, 'after' | 'limit'>;

export function encodeSearchCursor(question: SearchQuestion, { rank, id }: SearchPlace): string {
  return Buffer.from(`${nameOf(question)}/${rank}/${id}`).toString('base64url');
}

/** Throws INVALID_CURSOR. */
export function decodeSearchCursor(question: SearchQuestion, cursor: string): SearchPlace {
  const text = Buffer.from(cursor, 'base64url').toString();
  const [, rank, id] = PLACE.exec(text.slice(text.indexOf('/') + 1)) ?? [];
  if (rank !== undefined && id !== undefined) {
    const place = { rank: Number(rank), id };
    // Encoded again, because decoding skips what does not belong there.
    if (cursor === encodeSearchCursor(question, place)) return place;
  }
  throw new SlipstreamError('INVALID_CURSOR', 'This is not a cursor of this search with these arguments.');
}

function nameOf({ projection, text, keywords, amount }: SearchQuestion): string {
  const question = JSON.stringify([projection, text, keywords, amount]);
  return createHash('sha256').update(question).digest('base64url').slice(0, 12);
}
