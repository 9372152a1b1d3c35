// The name under which a camelCase or PascalCase name stands in a GraphQL enum or an error code.

/** `lampSummary` → `LAMP_SUMMARY`. */
export function enumName(name: string): string {
  return name.replace(/(?<=[a-z0-9])(?=[A-Z])/g, '_').toUpperCase();
}
