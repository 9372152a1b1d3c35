// Text as searches keep and compare it.
import { idOfText } from './values.ts';

/** A longer value stands in the index by its hash. */
const LONGEST = 200;

/**
 * Text as it is compared: without regard to case, accents and width, and without signs that cannot be seen. Scripts that put no space between words are searched sign by sign.
 */
export function comparableText(text: string): string {
  return storable(text)
    .normalize('NFKD')
    .replaceAll(/[\u0300-\u036F]|\p{Default_Ignorable_Code_Point}/gu, '')
    .normalize('NFC')
    .toLowerCase()
    .replaceAll(/[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}]/gu, ' $& ');
}

/** Short enough for an index. */
export function shortText(text: string): string {
  return text.length > LONGEST ? idOfText(text) : text;
}

/** Postgres keeps neither NUL nor half a character. */
export function storable(text: string): string {
  return text.replaceAll(/[\0\p{Surrogate}]/gu, ' ');
}
