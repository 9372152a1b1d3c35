// `npm run cli -- documents` as an operator or a build runs it: what it takes, what it refuses and where that is, what
// it says.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { generate } from '@graphql-codegen/cli';
import { preset } from '@graphql-codegen/client-preset';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { shop } from '../../src/app/system.ts';
import { commandLineHere } from '../support/command-line-here.ts';
import type { Ended } from '../support/run-cli.ts';
import { ownFolder, withDatabase } from '../support/servers.ts';
import { onTable, sha256 } from '../support/trusted-documents.ts';

vi.setConfig({ testTimeout: 120_000 });

const database = withDatabase('test');
let folder: string;
beforeEach(() => {
  folder = ownFolder('documents');
});

function write(name: string, text: string): string {
  const path = join(folder, name);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
  return path;
}

const documents = (...args: readonly string[]): Promise<Ended> =>
  commandLineHere(shop, { databaseUrl: database().url, redisUrl: '' }, ['documents', ...args]);

const stored = () => onTable(database().url, (table) => table.list());

const APOLLO = (operations: readonly object[]) =>
  JSON.stringify({ format: 'apollo-persisted-query-manifest', version: 1, operations }, null, 2);

describe('files of operations', () => {
  it('become a document for each operation, with the fragments it uses wherever they are', async () => {
    write(
      'pages/order.graphql',
      'query Order($id: ID!) {\n  order(id: $id) { ...Shown }\n}\n# another one\nquery Name { __typename }\n',
    );
    write('shared/shown.gql', 'fragment Shown on Order { id ...Paid }\nfragment Other on Order { id }\n');
    write('shared/deep/paid.graphql', 'fragment Paid on Order { paidAt }\n');
    write('shared/readme.md', 'none');
    const first = await documents('add', folder);
    expect(first).toEqual({ code: 0, out: 'Documents: 2, new ones: 2.\n', err: '' });
    const found = (await stored()).map(({ id, hash, text }) => [id === hash && hash === sha256(text), text]);
    expect(found.sort()).toEqual([
      [true, 'query Name {\n  __typename\n}'],
      [
        true,
        'query Order($id: ID!) {\n  order(id: $id) {\n    ...Shown\n  }\n}\n\n' +
          'fragment Shown on Order {\n  id\n  ...Paid\n}\n\nfragment Paid on Order {\n  paidAt\n}',
      ],
    ]);
    expect((await documents('add', folder)).out).toBe('Documents: 2, new ones: 0.\n');
  });

  it('are refused as a whole, with the file and the line of each fault', async () => {
    const good = write('good.graphql', 'query Good { __typename }');
    const field = write('field.graphql', '\nquery A {\n  nothing\n  order(id: "1") { ...Lost }\n}');
    const fragment = write('fragment.graphql', 'fragment Lost on Order {\n  id\n\n  lost\n}');
    const ended = await documents('add', good, field, fragment);
    expect([ended.code, ended.out]).toEqual([1, '']);
    expect(ended.err.trim().split('\n')).toEqual([
      'Nothing was stored:',
      `${field}:3: Cannot query field "nothing" on type "Query".`,
      expect.stringContaining(`${fragment}:4: Cannot query field "lost" on type "Order".`) as string,
    ]);
    expect(await stored()).toEqual([]);
  });

  it.each([
    ['that do not parse', 'query A {\n  order(\n}', ':3: Syntax Error: '],
    [
      'that are of a schema',
      'query A { __typename }\n\ntype B { id: ID }',
      ':3: this is neither an operation nor a fragment.',
    ],
    [
      'with two fragments of one name',
      'fragment A on Order { id }\nfragment A on Order { version }',
      ':2: there is another fragment A',
    ],
    [
      'with a fragment that is not there',
      'query A {\n  order(id: "1") { ...B }\n}',
      ':2: Unknown fragment "B".',
    ],
    [
      'that ask for too much',
      `query A {\n${Array.from({ length: 60 }, (_, n) => `a${n}: adminOrders(first: 100) { nodes { id } }`).join('\n')} }`,
      ':1: At most 5000 documents',
    ],
    [
      'with too many mutations',
      `mutation A { ${Array.from({ length: 11 }, (_, n) => `a${n}: cancelOrder(input: { orderId: "o", reason: "r" }) { __typename }`).join(' ')} }`,
      ':1: At most 10 mutations',
    ],
    ['that are too long', `query A { ${'__typename '.repeat(3000)} }`, ':1: This document is too large'],
  ])('%s are refused', async (_what, text, said) => {
    const path = write('a.graphql', text);
    const ended = await documents('add', path);
    expect([ended.code, ended.err]).toEqual([1, expect.stringContaining(`${path}${said}`)]);
    expect(await stored()).toEqual([]);
  });
});

describe('manifests', () => {
  const body = 'query Name {\n  __typename\n}';

  it("Apollo's is taken, with ids of its own or hashes", async () => {
    const operations = [
      { id: sha256(body), body, name: 'Name', type: 'query' },
      { id: 'own~1', body: `${body} `, name: 'Name', type: 'query' },
    ];
    const ended = await documents('add', write('manifest.json', APOLLO(operations)));
    expect(ended).toMatchObject({ code: 0, out: 'Documents: 2, new ones: 2.\n' });
    expect((await stored()).map(({ id, text }) => [id, text]).sort()).toEqual(
      [
        [sha256(body), body],
        ['own~1', `${body} `],
      ].sort(),
    );
  });

  it.each(['sha1', 'sha256'] as const)(
    'what GraphQL Code Generator writes with %s is taken as it is',
    async (hashAlgorithm) => {
      write(
        'operations.graphql',
        'query Order($id: ID!) { order(id: $id) { ...Shown } }\nfragment Shown on Order { version id }',
      );
      await generate(
        {
          schema: 'schema.graphql',
          documents: join(folder, 'operations.graphql'),
          silent: true,
          generates: {
            [`${folder}/out/`]: { preset, presetConfig: { persistedDocuments: { hashAlgorithm } } },
          },
        },
        true,
      );
      const path = join(folder, 'out/persisted-documents.json');
      const manifest = JSON.parse(readFileSync(path, 'utf8')) as Readonly<Record<string, string>>;
      const [[id, text] = ['', '']] = Object.entries(manifest);
      expect(await documents('add', path)).toMatchObject({
        code: 0,
        out: 'Documents: 1, new ones: 1.\n',
      });
      expect(await stored()).toMatchObject([{ id: id.replace('sha256:', ''), text }]);
    },
  );

  it('are refused as a whole, with the line of each fault', async () => {
    const operations = [
      { id: 'good', body, name: 'A', type: 'query' },
      { id: 'bad', body: 'query A {\n  nothing }', name: 'A', type: 'query' },
      { id: sha256('another text'), body, name: 'A', type: 'query' },
      { id: 'with blank', body, name: 'A', type: 'query' },
      { id: 'good', body: `${body}\n`, name: 'A', type: 'query' },
      { id: 'none', body: 'fragment A on Order { id }', name: 'A', type: 'query' },
    ];
    const path = write('manifest.json', APOLLO(operations));
    const { code, err } = await documents('add', path);
    expect(code).toBe(1);
    const lines = err.trim().split('\n');
    expect(lines[1]).toBe(
      `${path}:12: Cannot query field "nothing" on type "Query". (line 2 of the document)`,
    );
    expect(lines[2]).toBe(
      `${path}:18: the id ${sha256('another text')} is a SHA-256, and not that of the text.`,
    );
    expect(lines[3]).toContain(`${path}:24: an id is 1 to 128 of`);
    expect(lines[4]).toBe(`${path}:36: there is no operation.`);
    expect(lines[5]).toContain(': the id good has another text at ');
    expect(lines).toHaveLength(6);
    expect(await stored()).toEqual([]);
  });

  it.each([
    ['{'],
    ['[]'],
    ['{"format":"apollo-persisted-query-manifest","version":2,"operations":[]}'],
    ['{"a":1}'],
  ])('%s is none', async (json) => {
    const path = write('manifest.json', json);
    const { code, err } = await documents('add', path);
    expect([code, err]).toEqual([1, expect.stringContaining(`${path}:1: this is not a manifest of Apollo`)]);
  });
});

it('an id never gets another text', async () => {
  const manifest = (body: string) =>
    write('manifest.json', APOLLO([{ id: 'one', body, name: 'A', type: 'query' }]));
  expect((await documents('add', manifest('query A { __typename }'))).code).toBe(0);
  const { code, err } = await documents('add', manifest('query A { name: __typename }'));
  expect([code, err]).toEqual([1, expect.stringContaining('the id one is stored with another text.')]);
  expect(await stored()).toMatchObject([{ id: 'one', text: 'query A { __typename }' }]);
});

it('documents are listed and removed', async () => {
  const text = 'query A {\n  __typename\n}';
  await documents('add', write('a.graphql', `${text} query B { __typename }`));
  const id = sha256(text);
  const listed = (await documents('list')).out.split('\n');
  expect(listed.find((line) => line.startsWith(id))).toMatch(/ {2}A {2}\d{4}-\d\d-\d\dT/);
  const json = JSON.parse((await documents('list', '--json')).out) as readonly object[];
  expect(json).toContainEqual(expect.objectContaining({ id, hash: id, names: ['A'] }));
  const removed = await documents('remove', id, 'nobody');
  expect(removed).toEqual({
    code: 1,
    out: 'Removed 1. APIs that run refuse them within 30 seconds.\n',
    err: 'Not stored: nobody.\n',
  });
  expect(await stored()).toHaveLength(1);
});

it('what is not there, or is neither, is said', async () => {
  expect(await documents('add', join(folder, 'none'))).toMatchObject({
    code: 1,
    err: `There is no ${join(folder, 'none')}.\n`,
  });
  write('empty/fragment.graphql', 'fragment A on Order { id }');
  expect((await documents('add', join(folder, 'empty'))).err).toContain('There is no operation in ');
  const path = write('a.txt', 'query A { __typename }');
  expect((await documents('add', path)).err).toBe(`${path} is neither .graphql, .gql, .json nor a folder.\n`);
});
