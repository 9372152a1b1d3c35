// The introspection that Graphcache takes, of outlines of the types.
import type { CacheExchangeOpts } from '@urql/exchange-graphcache';
import type { ByName } from '../core/cache-facts.ts';

export interface Outline {
  /** Names with `!` where not null and `[]` where lists, separated by spaces: `id! tags[!]!`. */
  readonly fields: string;
  readonly implements?: readonly string[];
}

/** As much of a schema as Graphcache looks at: names, members, and what may be null. */
export interface Outlines {
  /** Names of the root types. */
  readonly roots: {
    readonly query: string;
    readonly mutation: string | null;
    readonly subscription: string | null;
  };
  readonly objects: ByName<Outline>;
  readonly interfaces: ByName<Outline>;
  /** Members of each. */
  readonly unions: ByName<readonly string[]>;
}

export function introspection({
  roots: { query, mutation, subscription },
  objects,
  interfaces,
  unions,
}: Outlines): NonNullable<CacheExchangeOpts['schema']> {
  const members = Object.entries(unions).map(([name, of]) => ({
    kind: 'UNION',
    name,
    possibleTypes: of.map(named),
  }));
  return {
    __schema: {
      queryType: named(query),
      mutationType: mutation === null ? null : named(mutation),
      subscriptionType: subscription === null ? null : named(subscription),
      types: [...outlined('OBJECT', objects), ...outlined('INTERFACE', interfaces), ...members],
    },
  };
}

const named = (name: string) => ({ name });

const outlined = (kind: 'OBJECT' | 'INTERFACE', outlines: ByName<Outline>) =>
  Object.entries(outlines).map(([name, { fields, implements: above = [] }]) => {
    return { kind, name, fields: fields.split(' ').map(field), interfaces: above.map(named) };
  });

interface TypeRef {
  readonly kind: string;
  readonly ofType?: TypeRef;
}

function field(text: string) {
  return { name: /^\w+/.exec(text)?.[0] ?? '', type: typeOf(text), args: [] };
}

function typeOf(text: string): TypeRef {
  if (text.endsWith('!')) return { kind: 'NON_NULL', ofType: typeOf(text.slice(0, -1)) };
  if (text.endsWith(']')) return { kind: 'LIST', ofType: typeOf(text.slice(text.indexOf('[') + 1, -1)) };
  return { kind: 'SCALAR' };
}
