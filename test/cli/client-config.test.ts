// What is derived for clients' caches from any schema: entities, embedded copies, pages, and what names a thing.
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Command } from 'commander';
import { buildSchema, introspectionFromSchema, printSchema } from 'graphql';
import { afterAll, describe, expect, test } from 'vitest';
import { shop } from '../../src/app/system.ts';
import { addClientConfig } from '../../src/cli/client-config/add-client-config.ts';
import { apolloText } from '../../src/cli/client-config/apollo-text.ts';
import { cacheFactsOf } from '../../src/cli/client-config/cache-facts.ts';
import { urqlText } from '../../src/cli/client-config/urql-text.ts';
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
const query = facts.fields.get('Query');

describe('what is derived for caches', () => {
  test('has the documents of read models as entities, and everything else but the roots as embedded', () => {
    expect(facts.entities).toEqual(['Board', 'Lamp']);
    expect(facts.embedded).toEqual(
      'Bulb LampConnection LampEdge LampOwner LampUpdate LightPayload NotFound PageInfo'.split(' '),
    );
  });

  test('has the members of interfaces and unions', () => {
    expect([...facts.possibleTypes]).toEqual([
      ['Document', ['Board', 'Lamp']],
      ['LightResult', ['LightPayload', 'NotFound']],
    ]);
  });

  test('finds a single document by whatever its argument is called', () => {
    expect(query?.get('lamp')).toEqual({ kind: 'document', type: 'Lamp', by: 'key' });
    expect(query?.get('board')).toEqual({ kind: 'document', type: 'Board', by: undefined });
  });

  test('leaves out of keys what only says how to read', () => {
    expect(query?.get('lamps')).toEqual({ kind: 'pages', keyArguments: ['room'] });
    expect(query?.get('brightest')).toEqual({ kind: 'read', keyArguments: ['first'], isList: true });
    expect(query?.get('lampOf')).toEqual({ kind: 'read', keyArguments: ['room', 'floor'], isList: false });
    expect(facts.fields.get('LightPayload')?.get('lamp')).toMatchObject({ keyArguments: [] });
    expect(query?.has('count')).toBe(false);
  });

  test('replaces the lists of objects in a document', () => {
    expect([...(facts.fields.get('Lamp') ?? [])]).toEqual([['bulbs', { kind: 'list' }]]);
    expect(facts.fields.has('LampOwner')).toBe(false);
  });
});

describe('the text', () => {
  test('for Apollo Client names each type once', () => {
    const text = apolloText(facts);
    expect(text).toContain("lamp: oneDocument('Lamp', 'key')");
    expect(text).toContain("board: oneDocument('Board')");
    expect(text).toContain("lamps: pages(['room'])");
    expect(text.match(/^ {4}LightPayload:/gm)).toHaveLength(1);
  });

  test('for Graphcache says what may be null', () => {
    const text = urqlText(schema);
    expect(text).toContain(
      "Lamp: { fields: 'id! version! owner bulbs[!]! names[!]!', implements: ['Document'] }",
    );
    expect(text).toContain("queryType: { name: 'Query' }");
  });

  test('for Graphcache is a fraction of the introspection', () => {
    const whole = JSON.stringify(introspectionFromSchema(shopSchema));
    expect(urqlText(shopSchema).length).toBeLessThan(whole.length / 6);
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
    expect(readFileSync(join(folder, 'made/lamps-urql.ts'), 'utf8')).toContain("oneDocument('Lamp', 'key')");
    expect(await run(...options, '--check')).toHaveLength(2);
    writeFileSync(file, printSchema(schema).replaceAll('Bulb', 'Candle'));
    await expect(run(...options, '--check')).rejects.toThrow(
      /lamps-apollo\.ts is not what the code generates/,
    );
  });
});
