// What Postgres can keep as text and jsonb: well-formed Unicode without NUL.

const UNSTORABLE_TEXT = /[\0\p{Surrogate}]/u;
// JSON.stringify escapes both; an escaped backslash before the `u` makes it an ordinary text.
const UNSTORABLE_ESCAPE = /(?<!\\)(?:\\\\)*\\u(?:0000|d[89a-f])/;

export function isStorableText(text: string): boolean {
  return !UNSTORABLE_TEXT.test(text);
}

/** The JSON of a value; nothing for one that has none, or one that holds a string that cannot be stored. */
export function storableJson(value: unknown): string | undefined {
  let json: string | undefined;
  try {
    json = JSON.stringify(value);
  } catch {
    return undefined;
  }
  return json === undefined || (json.includes('\\u') && UNSTORABLE_ESCAPE.test(json)) ? undefined : json;
}
