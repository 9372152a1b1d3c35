// Documents as they are read from their texts, which are parsed when somebody looks inside.
import { expect, it, vi } from 'vitest';
import { decodeDocument, encodeDocument } from '../../../src/engine/stores/stored-texts.ts';

const text = encodeDocument({ position: '17', version: 3, json: '{"name":"a b"}' });

it('carries the text that it was read from', () => {
  const { id, version, position, stored, body } = decodeDocument('x', text);
  expect({ id, version, position, stored, body }).toEqual({
    ...{ id: 'x', version: 3, position: '17' },
    ...{ stored: '17 3 {"name":"a b"}', body: { name: 'a b' } },
  });
});

it('is parsed once, and only if somebody looks inside', () => {
  const parse = vi.spyOn(JSON, 'parse');
  try {
    const document = decodeDocument('x', text);
    expect([document.version, parse.mock.calls.length]).toEqual([3, 0]);
    expect(document.body).toBe(document.body);
    expect(parse).toHaveBeenCalledTimes(1);
  } finally {
    parse.mockRestore();
  }
});

it('throws where the JSON is none, for whoever looks inside', () => {
  const document = decodeDocument('x', '17 3 {');
  expect(document.version).toBe(3);
  expect(() => document.body).toThrow(SyntaxError);
});

it('is parsed no sooner where it comes with ranks', () => {
  const document = decodeDocument('x', '17 3 {', { ranks: { best: 2 } });
  expect([document.version, document.ranks]).toEqual([3, { best: 2 }]);
  expect(() => document.body).toThrow(SyntaxError);
});

it.each(['17 3 !{', '17 3 !{"position":"1"}\n{', '17 3 !'])(
  'throws CORRUPT_STORE on a mark that is none: %j',
  (other) => {
    expect(() => decodeDocument('x', other)).toThrow(expect.objectContaining({ code: 'CORRUPT_STORE' }));
  },
);

it('has neither body nor text if it was removed', () => {
  const removed = decodeDocument('x', encodeDocument({ position: '17', version: 3, json: '' }));
  expect(removed).toEqual({ id: 'x', version: 3, position: '17', body: null });
});

it.each(['', 'x', '17', '17 3', '17 x {}', ' 3 {}'])('throws CORRUPT_STORE on %j', (other) => {
  expect(() => decodeDocument('x', other)).toThrow(expect.objectContaining({ code: 'CORRUPT_STORE' }));
});
