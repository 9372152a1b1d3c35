// urql's Graphcache made of facts about lamps: each kind of fact has its place.
import { describe, expect, test } from 'vitest';
import { graphcacheConfig, type GraphcacheFacts } from '../../clients/urql/graphcache-exchange.ts';
import { joinedPages } from '../../clients/urql/joined-pages.ts';

const facts: GraphcacheFacts = {
  roots: { query: 'Query', mutation: 'Mutation', subscription: null },
  objects: {
    Lamp: { fields: 'id! version! owner bulbs[!]! grid[[]!]', implements: ['Document'] },
    Query: { fields: 'lamp lamps' },
  },
  interfaces: { Document: { fields: 'id!' } },
  unions: { LightResult: ['LightPayload', 'NotFound'] },
  embedded: ['Bulb'],
  fields: { Query: { lamp: { kind: 'document', type: 'Lamp', by: 'key' }, lamps: { kind: 'pages' } } },
};
const { keys, resolvers, schema } = graphcacheConfig(facts);

const SCALAR = { kind: 'SCALAR' };
const notNull = (ofType: object) => ({ kind: 'NON_NULL', ofType });
const listOf = (ofType: object) => ({ kind: 'LIST', ofType });

describe('of facts', () => {
  test('come copies without keys', () => {
    expect(Object.keys(keys)).toEqual(['Bulb']);
    expect(keys['Bulb']?.({ __typename: 'Bulb', id: 'b' })).toBeNull();
  });

  test('come resolvers of documents and of pages', () => {
    expect(resolvers).toEqual({ Query: { lamp: expect.any(Function), lamps: joinedPages } });
    expect(resolvers['Query']?.['lamp']).not.toBe(joinedPages);
  });

  test('comes as much of an introspection as says what may be null', () => {
    expect(schema.__schema).toMatchObject({
      queryType: { name: 'Query' },
      mutationType: { name: 'Mutation' },
      subscriptionType: null,
    });
    expect(schema.__schema.types).toEqual([
      {
        kind: 'OBJECT',
        name: 'Lamp',
        fields: [
          { name: 'id', type: notNull(SCALAR), args: [] },
          { name: 'version', type: notNull(SCALAR), args: [] },
          { name: 'owner', type: SCALAR, args: [] },
          { name: 'bulbs', type: notNull(listOf(notNull(SCALAR))), args: [] },
          { name: 'grid', type: listOf(notNull(listOf(SCALAR))), args: [] },
        ],
        interfaces: [{ name: 'Document' }],
      },
      {
        kind: 'OBJECT',
        name: 'Query',
        fields: [
          { name: 'lamp', type: SCALAR, args: [] },
          { name: 'lamps', type: SCALAR, args: [] },
        ],
        interfaces: [],
      },
      {
        kind: 'INTERFACE',
        name: 'Document',
        fields: [{ name: 'id', type: notNull(SCALAR), args: [] }],
        interfaces: [],
      },
      {
        kind: 'UNION',
        name: 'LightResult',
        possibleTypes: [{ name: 'LightPayload' }, { name: 'NotFound' }],
      },
    ]);
  });
});
