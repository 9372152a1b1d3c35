// Answers about a document that is named, where the places that keep texts are as they should not be.
import { GraphQLError } from 'graphql';
import { describe, expect, it, test } from 'vitest';
import { trustedDocuments } from '../../../../src/engine/graphql/trusted/trusted-documents.ts';
import type { Naming } from '../../../../src/engine/graphql/trusted/named-in.ts';
import { SlipstreamError } from '../../../../src/engine/model/errors.ts';
import { LIMITS } from '../../../../src/engine/model/limits.ts';
import { persisted, sha256 } from '../../../support/trusted-documents.ts';

function scene({ isOnly = false, error }: { isOnly?: boolean; error?: Error } = {}) {
  const asked: string[] = [];
  const stored = new Map<string, string>();
  const { textOf } = trustedDocuments({
    isOnly,
    stored: {
      read: async (names) => {
        asked.push(...names);
        if (error) throw error;
        return new Map([...stored].filter(([name]) => names.includes(name)));
      },
    },
    shared: undefined,
  });
  const said = async (naming: Naming): Promise<unknown> => {
    const text = await textOf(naming);
    return text instanceof GraphQLError ? text.extensions['code'] : text;
  };
  return { asked, stored, textOf, said };
}

describe('while the database is away', () => {
  const error = new SlipstreamError('STORE_UNAVAILABLE', 'away: postgresql://secret');

  it('an id is not said to be unknown, over HTTP with status 503, and nothing of the database is told', async () => {
    for (const isOnly of [false, true]) {
      const refused = await scene({ isOnly, error }).textOf({ documentId: 'a' });
      expect(refused).toMatchObject({ extensions: { code: 'STORE_UNAVAILABLE', http: { status: 503 } } });
      expect(JSON.stringify(refused)).not.toContain('secret');
    }
  });

  it('who sends the text next is told to, unless no text is taken', async () => {
    const extensions = persisted(sha256('{ a }'));
    expect(await scene({ error }).said({ extensions })).toBe('PERSISTED_QUERY_NOT_FOUND');
    expect(await scene({ isOnly: true, error }).said({ extensions })).toBe('STORE_UNAVAILABLE');
    expect(await scene({ isOnly: true, error }).said({ query: '{ a }' })).toBe('STORE_UNAVAILABLE');
  });

  it('what is registered is answered', async () => {
    const { said } = scene({ error });
    const extensions = persisted(sha256('{ a }'));
    expect(await said({ query: '{ a }', extensions })).toBe('{ a }');
    expect(await said({ extensions })).toBe('{ a }');
    expect(await said({ documentId: sha256('{ a }') })).toBe('{ a }');
  });
});

test('a bug is masked', async () => {
  const { said } = scene({ error: new TypeError('secret') });
  expect(await said({ documentId: 'a' })).toBe('INTERNAL_SERVER_ERROR');
});

test('a text with half a surrogate pair takes no place of another with the same hash', async () => {
  const { said } = scene();
  const [half, whole] = ['{ a(b: "\ud800") }', '{ a(b: "\ufffd") }'];
  expect(sha256(half)).toBe(sha256(whole));
  const extensions = persisted(sha256(whole));
  expect(await said({ query: half, extensions })).toBe(half);
  expect(await said({ extensions })).toBe('PERSISTED_QUERY_NOT_FOUND');
  const only = scene({ isOnly: true });
  only.stored.set(sha256(whole), whole);
  expect(await only.said({ query: half })).toBe(whole);
});

test('a text that is too long is not hashed, but refused by who reads it', async () => {
  const { said, asked } = scene({ isOnly: true });
  const query = ' '.repeat(LIMITS.operationTextBytes + 1);
  expect(await said({ query })).toBe(query);
  expect(asked).toEqual([]);
});

test('what can be no id is not looked up', async () => {
  const { said, asked } = scene();
  for (const documentId of ['', 'with blank', 'x'.repeat(129), 'ü', '\0', 'a/b']) {
    expect(await said({ documentId })).toBe('PERSISTED_QUERY_NOT_FOUND');
  }
  expect(asked).toEqual([]);
});

test('without a name and without a text no document is meant', async () => {
  const { said } = scene();
  for (const query of [undefined, null, '', 7, {}]) {
    expect(await said({ query, documentId: null, extensions: { persistedQuery: null } })).toBeUndefined();
  }
});

test('a known text is no promise', async () => {
  const { stored, textOf, said } = scene();
  stored.set('a', '{ a }');
  await said({ documentId: 'a' });
  expect(textOf({ documentId: 'a' })).toBe('{ a }');
  expect(textOf({ query: '{ b }' })).toBe('{ b }');
});
