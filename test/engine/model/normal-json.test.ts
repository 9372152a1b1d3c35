import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { canonicalJson } from '../../../src/engine/model/json.ts';
import { normalJson } from '../../../src/engine/model/normal-json.ts';

describe('the normal form of a value', () => {
  test('has the one text that equal values have', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const normal = normalJson(value);
        expect(JSON.stringify(normal)).toBe(canonicalJson(value));
        expect(JSON.stringify(normalJson(JSON.parse(JSON.stringify(normal))))).toBe(JSON.stringify(normal));
      }),
    );
  });

  test('does not depend on the order in which it was made', () => {
    expect(JSON.stringify(normalJson({ b: 1, a: { d: [{ z: 1, y: 2 }], c: undefined } }))).toBe(
      '{"a":{"d":[{"y":2,"z":1}]},"b":1}',
    );
    expect(JSON.stringify(normalJson({ 10: 'x', 9: 'y', b: 1, a: 2 }))).toBe(
      JSON.stringify(normalJson({ a: 2, b: 1, 9: 'y', 10: 'x' })),
    );
    expect(normalJson([undefined, -0])).toEqual([null, 0]);
  });

  test('is the very same object when there is nothing to change, and shares what has not changed', () => {
    const inner = { a: 1, b: [2] };
    const value = { inner, other: 'x' };
    expect(normalJson(value)).toBe(value);
    const grown: { readonly inner?: unknown } = Object(normalJson({ z: 1, inner }));
    expect(grown.inner).toBe(inner);
  });

  test('looks at each member once, however deep it lies', () => {
    let looks = 0;
    const inner = {
      z: 1,
      get a() {
        looks += 1;
        return 2;
      },
    };
    const deep = Array.from({ length: 24 }).reduce<object>((value) => ({ a: value }), inner);
    expect(JSON.stringify(normalJson(deep))).toContain('{"a":2,"z":1}');
    expect(looks).toBe(1);
  });

  test.each([
    ['NaN', Number.NaN],
    ['Infinity', Infinity],
    ['a Date', new Date(0)],
    ['a Map', new Map()],
    ['a bigint', 1n],
    ['a function', () => 1],
    ['a symbol', Symbol('x')],
    ['undefined', undefined],
  ])('is refused for %s, wherever it stands', (_what, value) => {
    expect(() => normalJson(value)).toThrow(TypeError);
    if (value !== undefined) expect(() => normalJson({ a: [{ b: value }] })).toThrow(TypeError);
  });
});
