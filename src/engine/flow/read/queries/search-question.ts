// What a client asks of a search, checked: limits, amounts, and what is left of the text.
import { checkInput } from '../../../definitions/check-input.ts';
import { comparableText, keywordOf, type Amount, type Search } from '../../../definitions/search.ts';
import { LIMITS } from '../../../model/limits.ts';
import type { SearchQuery } from '../../../model/search.ts';
import type { SearchRequest } from '../../../model/services.ts';
import { invalidRead } from './read-faults.ts';

/** What two pages of the same answer have in common. Throws INVALID_READ. */
export function questionOf(search: Search, request: SearchRequest): Omit<SearchQuery, 'after' | 'limit'> {
  return {
    projection: request.readModel,
    text: textOf(request.text ?? ''),
    keywords: keywordsOf(search, request),
    amount: amountsOf(search, request),
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

function amountsOf(search: Search, { least, most }: SearchRequest): SearchQuery['amount'] {
  const [from, to] = [amountOf(search, 'min', least), amountOf(search, 'max', most)];
  const currency = from?.currency ?? to?.currency;
  if (currency === undefined) return null;
  if (from && to && from.currency !== to.currency) {
    const { field = '' } = search.between ?? {};
    throw invalidRead(`The lowest and the highest ${field} must be in the same currency.`);
  }
  return { currency, least: from?.minor ?? null, most: to?.minor ?? null };
}

function amountOf({ between }: Search, end: 'min' | 'max', value: unknown): Amount | null {
  if (between === undefined || value === undefined || value === null) return null;
  const checked = checkInput(between.input, value);
  if (checked.success) return checked.data;
  const [issue] = checked.error.issues;
  const path = [`the ${end === 'min' ? 'lowest' : 'highest'} ${between.field}`, ...(issue?.path ?? [])];
  throw invalidRead(`${path.join('.')}: ${issue?.message ?? 'is not valid'}.`);
}
