import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  asStored,
  isStorableText,
  storableJson,
} from '../../../../src/engine/flow/accept/event-store/storable.ts';

const BACKSLASH = '\\';

test.each([
  ['plain', true],
  ['', true],
  ['🎈 é \u007f \u0001 \uffff', true],
  [`${BACKSLASH}u0000`, true],
  [`${BACKSLASH}${BACKSLASH}ud800`, true],
  ['a\0', false],
  ['\ud800', false],
  ['\udc00\ud800', false],
  [`${BACKSLASH}\0`, false],
  [`${BACKSLASH}${BACKSLASH}\udfff`, false],
])('%j', (text, storable) => {
  expect(isStorableText(text)).toBe(storable);
  expect(storableJson({ nested: [text] }) !== undefined).toBe(storable);
  expect(storableJson({ [text]: 1 }) !== undefined).toBe(storable);
});

test('what is said of a text holds for it in JSON too', () => {
  const text = fc.string({
    unit: fc.constantFrom(BACKSLASH, 'u', '0', 'd8', '\0', '\ud83c', '\udf88', '"', '\n'),
  });
  fc.assert(
    fc.property(text, (value) => {
      expect(storableJson(value) !== undefined).toBe(isStorableText(value));
    }),
  );
});

test('what has no JSON cannot be stored', () => {
  const circle: Record<string, unknown> = {};
  circle['self'] = circle;
  let deep: unknown = 1;
  for (let n = 0; n < 100_000; n += 1) deep = [deep];
  for (const value of [undefined, 1n, () => 1, circle, deep]) expect(storableJson(value)).toBeUndefined();
  expect(storableJson({ gone: undefined, at: new Date(0) })).toBe('{"at":"1970-01-01T00:00:00.000Z"}');
});

test('what is stored has the members of its objects by the length of their names, then by their bytes', () => {
  const value = { zz: [{ b: 1, a: undefined, A: 2 }], aaa: new Date(0), é: null, ab: -0, 10: true, 9: '' };
  const stored = '{"9":"","10":true,"ab":0,"zz":[{"A":2,"b":1}],"é":null,"aaa":"1970-01-01T00:00:00.000Z"}';
  expect(JSON.stringify(asStored(value))).toBe(stored);
});
