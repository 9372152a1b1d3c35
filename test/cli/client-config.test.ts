// Facts for clients' caches, derived from any schema: entities, embedded copies, pages, and what names a thing.
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Command } from 'commander';
import { buildSchema, introspectionFromSchema, printSchema } from 'graphql';
import { afterAll, describe, expect, test } from 'vitest';
import { shop } from '../../src/app/system.ts';
import { addClientConfig } from '../../src/cli/client-config/add-client-config.ts';
import { cacheFactsOf } from '../../src/cli/client-config/cache-facts.ts';
import { factsText } from '../../src/cli/client-config/facts-text.ts';
import { graphcacheFactsOf } from '../../src/cli/client-config/graphcache-facts.ts';
import { shopSchema } from '../support/select-all.ts';

const schema = buildSchema(`
  interface Document { id: ID! version: Int! }
  type Lamp implements Document { id: ID! version: Int! owner: LampOwner bulbs: [Bulb!]! names: [String!]! }
  type LampOwner { id: ID! name: String! lamps: [Bulb!]! }
  type Bulb { watts: Int! }
  type Board implements Document { id: ID! version: Int! }
  type LampUpdate { id: ID! version: Int! document: Lamp }
  type LampEdge { cursor: String! node: Lamp! }
  type PageInfo { hasNextPage: Boolean! endCursor: String }
  type LampConnection { edges: [LampEdge!]! nodes: [Lamp!]! pageInfo: PageInfo! }
  type LightPayload { lamp(maxWaitMs: Int = 500): Lamp query: Query! }
  type NotFound { id: ID! }
  union LightResult = LightPayload | NotFound
  type Query {
    lamp(key: ID!, minVersion: Int, consistency: String): Lamp
    board(minVersion: Int): Board
    lamps(room: String, first: Int, after: String, consistency: String): LampConnection
    brightest(first: Int, consistency: String): [Lamp!]
    lampOf(room: String, minVersion: Int, floor: Int): Lamp
    count: Int
  }
  type Mutation { light: LightResult }
  type Subscription { lampUpdated(id: ID!): LampUpdate! }
`);
const facts = cacheFactsOf(schema);
const query = facts.fields['Query'];

describe('what is derived for caches', () => {
  test('has the documents of read models as entities, and everything else but the roots as embedded', () => {
    expect(facts.embedded).toEqual(
      'Bulb LampConnection LampEdge LampOwner LampUpdate LightPayload NotFound PageInfo'.split(' '),
    );
  });

  test('has the members of interfaces and unions', () => {
    expect(facts.possibleTypes).toEqual({
      Document: ['Board', 'Lamp'],
      LightResult: ['LightPayload', 'NotFound'],
    });
  });

  test('finds a single document by whatever its argument is called', () => {
    expect(query?.['lamp']).toEqual({ kind: 'document', type: 'Lamp', by: 'key' });
    expect(query?.['board']).toEqual({ kind: 'document', type: 'Board' });
  });

  test('leaves out of keys what only says how to read', () => {
    expect(query?.['lamps']).toEqual({ kind: 'pages', keyArguments: ['room'] });
    expect(query?.['brightest']).toEqual({ kind: 'read', keyArguments: ['first'], isList: true });
    expect(query?.['lampOf']).toEqual({ kind: 'read', keyArguments: ['room', 'floor'] });
    expect(facts.fields['LightPayload']?.['lamp']).toMatchObject({ keyArguments: [] });
    expect(query).not.toHaveProperty('count');
  });

  test('replaces the lists of objects in a document', () => {
    expect(facts.fields['Lamp']).toEqual({ bulbs: { kind: 'list' } });
    expect(facts.fields).not.toHaveProperty('LampOwner');
  });
});

describe('what is derived for Graphcache', () => {
  const { roots, objects, interfaces, unions, embedded, fields } = graphcacheFactsOf(schema);

  test('says what may be null, and what is a list', () => {
    expect(objects['Lamp']).toEqual({
      fields: 'id! version! owner bulbs[!]! names[!]!',
      implements: ['Document'],
    });
    expect(interfaces).toEqual({ Document: { fields: 'id! version!' } });
    expect(unions).toEqual({ LightResult: ['LightPayload', 'NotFound'] });
    expect(roots).toEqual({ query: 'Query', mutation: 'Mutation', subscription: 'Subscription' });
    expect(graphcacheFactsOf(buildSchema('type Query { count: Int }')).roots).toEqual({
      query: 'Query',
      mutation: null,
      subscription: null,
    });
  });

  test('has the same copies, and of the fields those that the cache must not keep by themselves', () => {
    expect(embedded).toEqual(facts.embedded);
    expect(fields).toEqual({
      Query: {
        lamp: { kind: 'document', type: 'Lamp', by: 'key' },
        board: { kind: 'document', type: 'Board' },
        lamps: { kind: 'pages' },
      },
    });
  });

  test('is a fraction of the introspection', () => {
    const whole = JSON.stringify(introspectionFromSchema(shopSchema));
    expect(JSON.stringify(graphcacheFactsOf(shopSchema)).length).toBeLessThan(whole.length / 6);
  });
});

describe('the text', () => {
  const module = { reader: 'a cache', usage: 'use(facts)', name: 'facts', type: 'Facts', from: 'a/package' };
  const [head, value] = factsText(module, { ...facts, none: null, names: {} }).split('Facts = ');

  test('is data and a type, without a line of code', () => {
    expect(head)
      .toBe(`// Made from the schema by "npm run client-config", not by hand: what a cache has to know of it.
// use(facts)
import type { Facts } from 'a/package';

export const facts: `);
    expect(value).not.toMatch(/=>|function|\bimport\b|\(/);
  });

  test('says what was derived, and nothing else', () => {
    const json = (value ?? '')
      .replaceAll("'", '"')
      .replace(/(\w+):/g, '"$1":')
      .replace(/,(?=\s*[}\]])/g, '')
      .replace(/;\s*$/, '');
    expect(JSON.parse(json)).toEqual({ ...facts, none: null, names: {} });
  });

  test('gives what is long a line for each entry', () => {
    expect(value).toContain("\n    Lamp: { bulbs: { kind: 'list' } },\n");
    expect(value).toContain("\n  embedded: [\n    'Bulb',\n");
    expect(value?.split('\n').filter((line) => line.length > 110)).toEqual([]);
  });
});

describe('the command', () => {
  const folder = mkdtempSync(join(tmpdir(), 'client-config-'));
  afterAll(() => rmSync(folder, { recursive: true }));

  const run = async (...options: string[]) => {
    const said: string[] = [];
    const program = new Command();
    addClientConfig(program, (line) => said.push(line), shop);
    await program.parseAsync(['client-config', ...options], { from: 'user' });
    return said;
  };

  test.each([
    ['apollo', 'urql'],
    ['urql', 'apollo'],
  ])('writes for %s alone where it is asked to', async (client, other) => {
    const into = join(folder, `only-${client}`);
    const [said, ...more] = await run('--into', into, '--prefix', 'own', '--client', client);
    expect([said, ...more]).toEqual([`${join(into, `own-${client}.ts`)} is written.`]);
    expect(existsSync(join(into, `own-${other}.ts`))).toBe(false);
  });

  test('writes for any schema, anywhere, and tells when that is out of date', async () => {
    const file = join(folder, 'lamps.graphql');
    writeFileSync(file, printSchema(schema));
    const options = ['--schema', file, '--into', join(folder, 'made'), '--prefix', 'lamps'];
    expect(await run(...options)).toHaveLength(2);
    expect(readFileSync(join(folder, 'made/lamps-urql.ts'), 'utf8')).toContain(
      "lamp: { kind: 'document', type: 'Lamp', by: 'key' }",
    );
    expect(await run(...options, '--check')).toHaveLength(2);
    writeFileSync(file, printSchema(schema).replaceAll('Bulb', 'Candle'));
    await expect(run(...options, '--check')).rejects.toThrow(
      /lamps-apollo\.ts is not what the code generates/,
    );
  });
});
