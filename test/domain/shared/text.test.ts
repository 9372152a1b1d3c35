import { describe, expect, it } from 'vitest';
import { line, paragraphs } from '../../../src/domain/shared/text.ts';

const name = line({ max: 100 });

describe('text that people type', () => {
  it.each([
    ['Zoe\u0308', 'Zo\u00EB'],
    [' \u00A0Ada\u3000', 'Ada'],
    ['A\u200Bd\u2060a\uFEFF', 'Ada'],
    ['Da\u00ADme', 'Dame'],
    ['\u1112\u1161\u11AB', '\uD55C'],
  ])('%j is kept as %j', (text, as) => {
    expect(name.parse(text)).toBe(as);
    expect(name.parse(as)).toBe(as);
  });

  it.each([
    '\u{1F468}\u200D\u{1F469}\u200D\u{1F467}',
    '\u0645\u06CC\u200C\u062E\u0648\u0627\u0647\u0645',
    'שלום',
    '\u{1F3F4}\u{E0067}\u{E0062}\u{E007F}',
    '\u2764\uFE0F',
    'null',
  ])('%j stays as it is', (text) => {
    expect(name.parse(text)).toBe(text);
  });

  it.each([
    ['', 'nothing'],
    [' \t ', 'blank'],
    ['\u200B\u200B', 'of no width'],
    ['\u200D', 'a joiner of nothing'],
    ['\u3164', 'a filler'],
    ['\u115F \u1160', 'fillers'],
    ['\u2800\u2800', 'Braille cells without dots'],
    ['\uFE0F', 'a variation of nothing'],
    ['Ada\u202Egnp.exe', 'an override of the direction'],
    ['Ada\u2066', 'an isolate'],
    ['\u200FAda', 'a right-to-left mark'],
    ['\u061CAda', 'an Arabic letter mark'],
    ['a\u2028b', 'a line separator'],
    ['a\u2029b', 'a paragraph separator'],
    ['a\u0085b', 'a next line'],
    ['a\nb', 'a line break'],
  ])('refuses %j as a line: %s', (text) => {
    expect(name.safeParse(text).success).toBe(false);
  });

  it('takes line breaks in paragraphs, and no sign that turns the direction', () => {
    const text = paragraphs({ min: 0, max: 100 });
    expect(text.parse(' one\r\n\ttwo\n')).toBe('one\r\n\ttwo');
    expect(text.parse('')).toBe('');
    expect(text.safeParse('one\n\u202Etwo').success).toBe(false);
    expect(text.safeParse('\u200D\n\u3164').success).toBe(false);
  });

  it('counts what is kept', () => {
    const two = line({ max: 2 });
    expect(two.parse('e\u0301\u200Be\u0301')).toBe('\u00E9\u00E9');
    expect(two.safeParse('abc').success).toBe(false);
  });
});
