// A store's reads without the texts they were made from: only some stores keep texts.

export function shownParts<Value>(read: Value): Value {
  return JSON.parse(JSON.stringify(read, (key, value: unknown) => (key === 'stored' ? undefined : value)));
}
