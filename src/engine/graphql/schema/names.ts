// Names of the schema, derived from names of the domain.

export function pascalCase(name: string): string {
  return name.charAt(0).toUpperCase() + name.slice(1);
}

export function camelCase(name: string): string {
  return name.charAt(0).toLowerCase() + name.slice(1);
}

const ENDINGS: readonly (readonly [ending: RegExp, singular: string])[] = [
  [/ies$/, 'y'],
  [/(?<=ss|sh|ch|x|zz|atus)es$/, ''],
  [/(?<=[^s])s$/, ''],
];

/** `items` → `item`, `entries` → `entry`, `addresses` → `address`; a word without a plural ending stays as it is. */
export function singular(name: string): string {
  const rule = ENDINGS.find(([ending]) => ending.test(name));
  return rule ? name.replace(rule[0], rule[1]) : name;
}
