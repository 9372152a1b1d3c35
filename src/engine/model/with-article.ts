// The indefinite article of English, for names that authors give.

/** `an event`, `a document`; before what sounds like "you" it is `a`: `a unit`, `a user`. */
export function withArticle(noun: string): string {
  return `${/^(?:[aeio]|u(?!ni|s[aeiou]))/i.test(noun) ? 'an' : 'a'} ${noun}`;
}
