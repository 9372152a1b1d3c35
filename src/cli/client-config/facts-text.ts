// The modules that `client-config` writes: facts of a schema as one object literal, and the type it has.

export interface FactsModule {
  /** What has to know the facts. */
  readonly reader: string;
  /** What an application makes of them. */
  readonly usage: string;
  readonly name: string;
  readonly type: string;
  /** The package's entry that has the type. */
  readonly from: string;
}

const WIDTH = 110;

/** Facts are texts, booleans, null, and lists and objects of them, all names being those of GraphQL. */
export const factsText = ({ reader, usage, name, type, from }: FactsModule, facts: object): string =>
  `// Made from the schema by "npm run client-config", not by hand: what ${reader} has to know of it.
// ${usage}
import type { ${type} } from '${from}';

export const ${name}: ${type} = ${literal(facts, '', 0)};
`;

/** In one line where it fits in, behind so much of the line as is taken. */
function literal(value: unknown, indent: string, taken: number): string {
  const line = inOneLine(value);
  if (!isObject(value) || indent.length + taken + line.length < WIDTH) return line;
  const inner = `${indent}  `;
  const entries = Object.entries(value).map(([name, each]) => {
    const key = Array.isArray(value) ? '' : `${name}: `;
    return `${inner}${key}${literal(each, inner, key.length)},\n`;
  });
  return Array.isArray(value) ? `[\n${entries.join('')}${indent}]` : `{\n${entries.join('')}${indent}}`;
}

function inOneLine(value: unknown): string {
  if (typeof value === 'string') return `'${value}'`;
  if (!isObject(value)) return String(value);
  if (Array.isArray(value)) return `[${value.map(inOneLine).join(', ')}]`;
  const entries = Object.entries(value).map(([name, each]) => `${name}: ${inOneLine(each)}`);
  return entries.length === 0 ? '{}' : `{ ${entries.join(', ')} }`;
}

const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null;
