// The types by which entities are told apart. Graphcache shows no `__typename` to who did not ask for it, so it is asked for
// under a name of its own, wherever a version is, and whoever looks at an answer does not come across it.
import type { DocumentNode, SelectionNode } from 'graphql';
import { isPlain, type Plain } from '../core/plain.ts';

const NAME = '_slipstreamType';
const TYPE = {
  kind: 'Field',
  alias: { kind: 'Name', value: NAME },
  name: { kind: 'Name', value: '__typename' },
};

const withTypes = new WeakMap<DocumentNode, DocumentNode>();

/** The same document for the same one, as caches expect it. */
export function askForTypes(query: DocumentNode): DocumentNode {
  const known = withTypes.get(query);
  if (known) return known;
  const document: DocumentNode = {
    kind: query.kind,
    definitions: JSON.parse(JSON.stringify(query.definitions), (name, value) =>
      name === 'selections' ? withType(value) : value,
    ),
  };
  withTypes.set(query, document);
  return document;
}

function withType(selections: readonly SelectionNode[]): readonly unknown[] {
  const hasVersion = selections.some((node) => node.kind === 'Field' && node.name.value === 'version');
  return hasVersion ? [...selections, TYPE] : selections;
}

/** With copies of what may be corrected: that is what has a version, and what it is in. All else stays the same object. */
export function copied(value: unknown): unknown {
  if (Array.isArray(value)) {
    const items = value.map(copied);
    return items.every((item, index) => item === value[index]) ? value : items;
  }
  if (!isPlain(value)) return value;
  let copy = NAME in value ? { ...value } : undefined;
  for (const name in value) {
    const below = copied(value[name]);
    if (below !== value[name]) (copy ??= { ...value })[name] = below;
  }
  if (copy && NAME in value) hide(copy, value[NAME]);
  return copy ?? value;
}

export function hideTypes(value: unknown): void {
  if (!isPlain(value)) return;
  Object.values(value).forEach(hideTypes);
  if (NAME in value) hide(value, value[NAME]);
}

function hide(value: Plain, type: unknown): void {
  Object.defineProperty(value, NAME, { value: type, enumerable: false, writable: true, configurable: true });
}
