// Texts and JSON that Postgres can keep as text and jsonb: well-formed Unicode without NUL.

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

/** A storable value as it will be read: jsonb keeps the members of an object by the length of their names, then by their bytes. */
export function asStored(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value), (_name, part: unknown) =>
    typeof part === 'object' && part !== null && !Array.isArray(part) ? inStoredOrder(part) : part,
  );
}

function inStoredOrder(object: object): object {
  const members = Object.entries(object).map(([name, member]) => {
    return { name: Buffer.from(name), entry: [name, member] as const };
  });
  members.sort((a, b) => a.name.length - b.name.length || Buffer.compare(a.name, b.name));
  return Object.fromEntries(members.map(({ entry }) => entry));
}
