// What a store has read, without the texts it was read from: only some stores keep texts.

export function shownParts<Value>(read: Value): Value {
  return JSON.parse(JSON.stringify(read, (key, value: unknown) => (key === 'stored' ? undefined : value)));
}
