// Documents that are remembered: those used last, within so many bytes.
import { describe, expect, it } from 'vitest';
import { documentCache } from '../../../../src/engine/graphql/admission/document-cache.ts';
import { documentReaderOf } from '../../../../src/engine/graphql/admission/document-reader.ts';
import { shopSchema } from '../../../support/select-all.ts';

describe('the cache', () => {
  it('never holds more bytes than it may, and forgets what was not used for longest', () => {
    const cache = documentCache<number>(10_000);
    for (let index = 0; index < 100; index += 1) {
      cache.keep(`text ${index}`, index, 1000);
      cache.get('text 0');
      expect(cache.bytes).toBeLessThanOrEqual(10_000);
    }
    expect([cache.get('text 0'), cache.get('text 1'), cache.get('text 99')]).toEqual([0, undefined, 99]);
  });

  it('counts what is kept again once', () => {
    const cache = documentCache<number>(10_000);
    for (let time = 0; time < 20; time += 1) cache.keep('text', time, 1000);
    expect(cache.bytes).toBeLessThan(2000);
  });

  it('does not take what would leave room for nothing else', () => {
    const cache = documentCache<number>(10_000);
    cache.keep('text', 1, 5000);
    cache.keep('x'.repeat(3000), 1, 0);
    expect(cache.bytes).toBe(0);
  });
});

describe('the reader of documents', () => {
  const reader = documentReaderOf(shopSchema);
  const source = 'query ($n: Int!) { adminOrders(first: $n) { nodes { id } } }';

  it('remembers what was valid, and counts it anew for each request', () => {
    const document = reader.read({ query: source, variables: { n: 1 } });
    expect(reader.validate(document)).toEqual([]);
    expect(reader.read({ query: source, variables: { n: 2 } })).toBe(document);
    const pages = `query ($n: Int!) { ${Array.from({ length: 60 }, (_, at) => `p${at}: adminOrders(first: $n) { nodes { id } }`).join(' ')} }`;
    expect(reader.validate(reader.read({ query: pages, variables: { n: 50 } }))).toEqual([]);
    expect(() => reader.read({ query: pages, variables: { n: 100 } })).toThrow('At most 5000 documents');
    expect(() => reader.read({ query: pages, variables: { n: 50 } })).not.toThrow();
  });

  it('remembers nothing that is not valid', () => {
    const invalid = '{ nothing }';
    const first = reader.read({ query: invalid });
    expect(reader.validate(first)).toHaveLength(1);
    const again = reader.read({ query: invalid });
    expect(again).not.toBe(first);
    expect(reader.validate(again)).toHaveLength(1);
  });

  it('counts the operation that is asked for', () => {
    const wide = (name: string, first: number) =>
      `query ${name} { ${Array.from({ length: 60 }, (_, at) => `p${at}: adminOrders(first: ${first}) { nodes { id } }`).join(' ')} }`;
    const query = `${wide('Small', 1)} ${wide('Large', 100)}`;
    expect(reader.validate(reader.read({ query, operationName: 'Small' }))).toEqual([]);
    expect(() => reader.read({ query, operationName: 'Large' })).toThrow('At most 5000 documents');
    expect(() => reader.read({ query })).not.toThrow();
  });
});
