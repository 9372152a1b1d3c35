// The module that makes Apollo Client's cache know a schema: `new InMemoryCache(apolloCache)`.
import type { CacheFacts, FieldFact } from './cache-facts.ts';

const HEAD = `// Made from the schema by "npm run client-config", not by hand: what Apollo Client's cache has to know of it.
// new InMemoryCache(apolloCache)
import type { FieldFunctionOptions, FieldPolicy, InMemoryCacheConfig, Reference, TypePolicy } from '@apollo/client';
import { print, relayStylePagination } from '@apollo/client/utilities';

/** By what is \`id\` in the schema, whatever else an answer calls so. */
const keyOf: InMemoryCacheConfig['dataIdFromObject'] = (_named, { typename, storeObject: { id } }) =>
  typename && (typeof id === 'string' || typeof id === 'number') ? \`\${typename}:\${id}\` : undefined;

/** Part of what it is found in, and replaced with it: fields of two states must not be mixed. */
const embedded: TypePolicy = { keyFields: false, merge: false };

/** The newer list replaces the older one. */
const replaced: FieldPolicy = { merge: false };

/**
 * One document, found by its id whoever brought it: a query, a mutation's payload or a subscription. With \`minVersion\` only
 * if that question has been answered: who brought the version need not have brought all that is asked for.
 */
function oneDocument(typename: string, by?: string): FieldPolicy<Reference | null> {
  return {
    keyArgs(args, { field }) {
      const atLeast = leastOf(args);
      if (atLeast === undefined) return by === undefined ? false : [by];
      const selected = field?.selectionSet ? print(field.selectionSet) : '';
      return JSON.stringify([by && args?.[by], atLeast, selected]);
    },
    read(existing, { args, canRead, readField, toReference }) {
      const id: unknown = by === undefined ? undefined : args?.[by];
      const known = typeof id === 'string' || typeof id === 'number';
      const found = known ? toReference({ __typename: typename, id: String(id) }) : existing;
      if (!found || !canRead(found)) return existing;
      const atLeast = leastOf(args);
      if (atLeast === undefined) return found;
      const version = readField('version', found);
      const isAnswer = existing && typeof version === 'number' && version >= atLeast;
      return isAnswer ? found : existing === null ? null : undefined;
    },
  };
}

/** The version that is asked for, unless an older one will do. */
function leastOf(args: FieldFunctionOptions['args']): number | undefined {
  const atLeast: unknown = args?.['minVersion'];
  return typeof atLeast === 'number' && args?.['consistency']?.ifBehind !== 'STALE' ? atLeast : undefined;
}

/** Pages joined into one list, in \`edges\` and in \`nodes\`, whichever are asked for. */
function pages(keyArgs: string[] | false): FieldPolicy {
  const { read, merge } = relayStylePagination(keyArgs);
  return {
    keyArgs,
    read(existing, options) {
      const list = existing && typeof read === 'function' ? read(existing, options) : existing;
      if (!list || list.edges.length > 0 || !list.nodes?.length) return list;
      const { edges: _notAskedForYet, ...others } = list;
      return others;
    },
    merge(existing, incoming, options) {
      if (typeof merge !== 'function' || !incoming) return incoming;
      const merged = merge(existing ?? undefined, incoming, options);
      if (!incoming.nodes) return merged;
      const { nodes = [], ends = {} } = existing ?? {};
      const after = options.args?.['after'];
      const before = after ? nodes.slice(0, ends[after] ?? 0) : [];
      const all = [...before, ...incoming.nodes];
      // How many nodes there are up to the end of each page, so that the next one is put behind it.
      return { ...merged, nodes: all, ends: { ...ends, [incoming.pageInfo?.endCursor]: all.length } };
    },
  };
}
`;

export function apolloText({ possibleTypes, embedded, fields }: CacheFacts): string {
  const copies = embedded.map((name) => {
    const own = fields.get(name);
    return own ? [name, `{ ...embedded, fields: ${fieldsText(own)} }`] : [name, 'embedded'];
  });
  const others = [...fields]
    .filter(([name]) => !embedded.includes(name))
    .map(([name, own]) => [name, `{ fields: ${fieldsText(own)} }`]);
  const policies = [...copies, ...others].sort(([a = ''], [b = '']) => (a < b ? -1 : 1));
  return `${HEAD}
export const apolloCache: Pick<InMemoryCacheConfig, 'dataIdFromObject' | 'possibleTypes' | 'typePolicies'> = {
  dataIdFromObject: keyOf,
  possibleTypes: {
${[...possibleTypes].map(([name, members]) => `    ${name}: [${members.map(quoted).join(', ')}],`).join('\n')}
  },
  typePolicies: {
${policies.map(([name, policy]) => `    ${name}: ${policy},`).join('\n')}
  },
};
`;
}

const fieldsText = (fields: ReadonlyMap<string, FieldFact>): string =>
  `{ ${[...fields].map(([name, fact]) => `${name}: ${policyText(fact)}`).join(', ')} }`;

function policyText(fact: FieldFact): string {
  switch (fact.kind) {
    case 'document':
      return `oneDocument(${[fact.type, ...(fact.by === undefined ? [] : [fact.by])].map(quoted).join(', ')})`;
    case 'pages':
      return `pages(${keysText(fact.keyArguments)})`;
    case 'read':
      return `{ keyArgs: ${keysText(fact.keyArguments)}${fact.isList ? ', merge: false' : ''} }`;
    case 'list':
      return 'replaced';
  }
}

const keysText = (names: readonly string[]): string =>
  names.length === 0 ? 'false' : `[${names.map(quoted).join(', ')}]`;

const quoted = (text: string): string => `'${text}'`;
