// Whoever copies an operation out of the documents gets one that the server takes. (Those of the guide of a first context
// are sent to a server that has the context, in your-first-context.int.test.ts.)
import { readdirSync, readFileSync } from 'node:fs';
import { buildSchema, parse, validate } from 'graphql';
import { describe, expect, it } from 'vitest';

const documents = ['.', 'docs', 'clients', 'clients/apollo', 'clients/urql', 'examples/storefront'].flatMap(
  (folder) =>
    readdirSync(folder)
      .filter((name) => name.endsWith('.md') && name !== 'your-first-context.md')
      .map((name) => `${folder}/${name}`),
);
const operations = documents.flatMap((document) =>
  [...readFileSync(document, 'utf8').matchAll(/```graphql\n(.*?)```/gs)].map(
    ([, source = ''], index) => [`${document}, number ${index + 1}`, source] as const,
  ),
);
const schema = buildSchema(readFileSync('schema.graphql', 'utf8'));

describe('an operation shown in', () => {
  it.each(operations)('%s fits the schema', (_where, source) => {
    expect(validate(schema, parse(source))).toEqual([]);
  });

  it('the documents is found', () => {
    expect(operations.length).toBeGreaterThan(3);
  });
});
