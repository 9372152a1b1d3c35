// Apollo Client's cache made of facts about lamps: each kind of fact has its policy.
import { gql, InMemoryCache } from '@apollo/client';
import { createFragmentRegistry } from '@apollo/client/cache';
import { describe, expect, test } from 'vitest';
import { cacheConfig, createCache, type ApolloFacts } from '../../clients/apollo/create-cache.ts';

const facts: ApolloFacts = {
  possibleTypes: { Document: ['Board', 'Lamp'] },
  embedded: ['Bulb', 'LightPayload'],
  fields: {
    Lamp: { bulbs: { kind: 'list' } },
    LightPayload: { lamp: { kind: 'read', keyArguments: [] } },
    Query: {
      board: { kind: 'document', type: 'Board' },
      lamp: { kind: 'document', type: 'Lamp', by: 'key' },
      lamps: { kind: 'pages', keyArguments: ['room'] },
      brightest: { kind: 'read', keyArguments: ['first'], isList: true },
    },
  },
};

const lamp = (id: string, version: number) => ({ __typename: 'Lamp', id, version });
const LAMP = gql`
  query Lamp($key: ID!, $minVersion: Int, $maxWaitMs: Int) {
    lamp(key: $key, minVersion: $minVersion, maxWaitMs: $maxWaitMs) {
      id
      version
    }
  }
`;
const LAMPS = gql`
  query Lamps($room: String, $after: String, $consistency: String) {
    lamps(room: $room, after: $after, consistency: $consistency) {
      nodes {
        id
        version
      }
      pageInfo {
        endCursor
      }
    }
  }
`;

describe('of facts', () => {
  const { possibleTypes, typePolicies } = cacheConfig(facts);

  test('come the members of interfaces, as Apollo may change them', () => {
    expect(possibleTypes).toEqual(facts.possibleTypes);
    expect(possibleTypes?.['Document']).not.toBe(facts.possibleTypes['Document']);
  });

  test('come copies that have no key and are replaced, with the fields that are read at a version', () => {
    expect(typePolicies?.['Bulb']).toEqual({ keyFields: false, merge: false });
    expect(typePolicies?.['LightPayload']).toEqual({
      keyFields: false,
      merge: false,
      fields: { lamp: { keyArgs: false } },
    });
  });

  test('come lists that are replaced, and keys without what says how to read', () => {
    expect(typePolicies?.['Lamp']).toEqual({ fields: { bulbs: { merge: false } } });
    expect(typePolicies?.['Query']).toMatchObject({
      fields: { brightest: { keyArgs: ['first'], merge: false }, lamps: { keyArgs: ['room'] } },
    });
  });
});

describe('the cache', () => {
  test('names documents by their ids, and nothing else', () => {
    const cache = createCache(facts);
    expect(cache.identify(lamp('a', 1))).toBe('Lamp:a');
    expect(cache.identify({ __typename: 'Lamp', id: 7 })).toBe('Lamp:7');
    expect(cache.identify({ __typename: 'Bulb', id: 'b' })).toBeUndefined();
    expect(cache.identify({ __typename: 'Lamp' })).toBeUndefined();
    expect(cache.identify({ id: 'a' })).toBeUndefined();
  });

  test('takes what else a cache takes', () => {
    const fragments = createFragmentRegistry(gql`
      fragment Shown on Lamp {
        id
      }
    `);
    expect(createCache(facts, { fragments }).lookupFragment('Shown')).not.toBeNull();
    expect(createCache(facts).lookupFragment('Shown')).toBeNull();
  });

  test('finds a document by the argument that is its id, however it is to be read', () => {
    const cache = createCache(facts);
    cache.writeQuery({ query: LAMP, variables: { key: 'a' }, data: { lamp: lamp('a', 3) } });
    const read = (variables: object) => cache.readQuery({ query: LAMP, variables });
    expect(read({ key: 'a', maxWaitMs: 5 })).toEqual({ lamp: lamp('a', 3) });
    expect(read({ key: 'b' })).toBeNull();
    expect(read({ key: 'a', minVersion: 3 })).toBeNull();
    cache.writeQuery({ query: LAMP, variables: { key: 'a', minVersion: 3 }, data: { lamp: lamp('a', 4) } });
    expect(read({ key: 'a', minVersion: 3 })).toEqual({ lamp: lamp('a', 4) });
    // What Apollo's cache finds without these facts.
    const plain = new InMemoryCache();
    plain.writeQuery({ query: LAMP, variables: { key: 'a' }, data: { lamp: lamp('a', 3) } });
    expect(plain.readQuery({ query: LAMP, variables: { key: 'a', maxWaitMs: 5 } })).toBeNull();
  });

  test('finds the only document of its kind without an id', () => {
    const cache = createCache(facts);
    const query = gql`
      query Board($minVersion: Int) {
        board(minVersion: $minVersion) {
          id
          version
        }
      }
    `;
    const board = { __typename: 'Board', id: 'shop', version: 2 };
    cache.writeQuery({ query, data: { board } });
    expect(cache.readQuery({ query })).toEqual({ board });
    expect(cache.readQuery({ query, variables: { minVersion: 1 } })).toBeNull();
  });

  test('joins pages of one question, whatever token they were asked for with', () => {
    const cache = createCache(facts);
    const write = (variables: object, ids: readonly string[], endCursor: string | null) =>
      cache.writeQuery({
        query: LAMPS,
        variables,
        data: {
          lamps: {
            __typename: 'LampConnection',
            nodes: ids.map((id) => lamp(id, 1)),
            pageInfo: { __typename: 'PageInfo', endCursor },
          },
        },
      });
    const shown = (room: string) =>
      cache
        .readQuery<{ lamps: { nodes: readonly { id: string }[] } }>({ query: LAMPS, variables: { room } })
        ?.lamps.nodes.map(({ id }) => id);
    write({ room: 'hall' }, ['a', 'b'], 'at b');
    write({ room: 'hall', after: 'at b', consistency: 'token' }, ['c'], 'at c');
    write({ room: 'attic' }, ['x'], 'at x');
    expect(shown('hall')).toEqual(['a', 'b', 'c']);
    // An empty page has no end that another could go on from.
    write({ room: 'hall', after: 'at c' }, [], null);
    expect(shown('hall')).toEqual(['a', 'b', 'c']);
    expect(shown('attic')).toEqual(['x']);
    write({ room: 'hall' }, [], null);
    expect(shown('hall')).toEqual([]);
  });
});
