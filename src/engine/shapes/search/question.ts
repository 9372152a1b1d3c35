// A client's request to a search, checked and made into the store's query: limits, ends of the range, text.
import type { Range } from './range.ts';
import { comparableText } from '../../definitions/searched-text.ts';
import { keywordOf, type Search } from './entry.ts';
import type { SearchedNumber } from '../../model/search-entry.ts';
import { LIMITS } from '../../model/limits.ts';
import type { SearchQuery } from '../../model/search.ts';
import type { SearchRequest } from '../../model/services.ts';
import { invalidRead } from '../../flow/read/queries/read-faults.ts';

/** What two pages of the same answer have in common. Throws INVALID_READ. */
export function questionOf(search: Search, request: SearchRequest): Omit<SearchQuery, 'after' | 'limit'> {
  return {
    projection: request.readModel,
    signature: search.signature,
    text: textOf(request.text ?? ''),
    keywords: keywordsOf(search, request),
    range: rangeOf(search, request),
  };
}

/** Blank text asks for nothing; text without any word worth searching (`the`, `!?`) finds nothing. */
function textOf(text: string): string | null {
  const trimmed = text.trim();
  if (trimmed.length > LIMITS.searchTextLength) {
    throw invalidRead(`text must have at most ${LIMITS.searchTextLength} characters.`);
  }
  // Only before a word or a phrase is it an operator: Postgres gives up on some thirty in a row.
  return trimmed === '' ? null : comparableText(trimmed).replaceAll(/-(?!\s?[\p{L}\p{N}"])/gu, ' ');
}

function keywordsOf(search: Search, { equal, all }: SearchRequest): readonly string[] {
  const wanted = search.all.flatMap((field) => {
    const values = all[field] ?? [];
    if (values.length > LIMITS.searchValues) {
      throw invalidRead(`${field} must have at most ${LIMITS.searchValues} entries.`);
    }
    return values.map((value) => keywordOf(search, field, value));
  });
  const exact = Object.entries(equal).map(([field, value]) => keywordOf(search, field, value));
  return [...new Set([...exact, ...wanted])].toSorted();
}

function rangeOf({ range }: Search, { least, most }: SearchRequest): SearchQuery['range'] {
  if (range === undefined) return null;
  const [from, to] = [endOf(range, 'lowest', least), endOf(range, 'highest', most)];
  const { equal } = from ?? to ?? {};
  if (equal === undefined) return null;
  if (from && to && from.equal !== to.equal) {
    throw invalidRead(`The lowest and the highest ${range.name} must have the same ${range.equal}.`);
  }
  return { equal, least: from?.number ?? null, most: to?.number ?? null };
}

function endOf(range: Range, end: 'lowest' | 'highest', written: unknown): SearchedNumber | null {
  if (written === undefined || written === null) return null;
  const read = range.read(written);
  if ('end' in read) return read.end;
  const [issue] = read.issues;
  const path = [`the ${end} ${range.name}`, ...(issue?.path ?? [])];
  throw invalidRead(`${path.join('.')}: ${issue?.message ?? 'is not valid'}.`);
}
