// Texts that selections made of stored documents: each beside what it was made of, within so many bytes.
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { renderedTexts } from '../../../../src/engine/graphql/compiled/rendered-texts.ts';

it('never gives a text that was made of another one', () => {
  const key = fc.constantFrom('1/a', '1/b', '2/a');
  const stored = fc.constantFrom('1 1 {}', '2 2 {}', '3 3 {}');
  const step = fc.record({ key, stored, isKept: fc.boolean() });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
      // So small that it forgets all the time.
      const texts = renderedTexts(5_000);
      for (const { key, stored, isKept } of steps) {
        if (isKept) texts.keep(key, { stored, text: `${key} of ${stored}` });
        expect([undefined, `${key} of ${stored}`]).toContain(texts.get(key, stored));
      }
    }),
  );
});

it('takes what comes last for what is stored', () => {
  const texts = renderedTexts(100_000);
  texts.keep('1/a', { stored: 'old', text: 'of old' });
  texts.keep('1/a', { stored: 'new', text: 'of new' });
  expect([texts.get('1/a', 'old'), texts.get('1/a', 'new')]).toEqual([undefined, 'of new']);
});

const remembered = (texts: ReturnType<typeof renderedTexts>, count: number): number =>
  Array.from({ length: count }, (_, at) => texts.get(`1/${at}`, 'stored')).filter(
    (text) => text !== undefined,
  ).length;

it('keeps no more than its bytes, whatever the length of the texts', () => {
  for (const length of [10, 1_000, 10_000]) {
    const texts = renderedTexts(1_000_000);
    const text = 'x'.repeat(length);
    for (let at = 0; at < 3_000; at += 1) texts.keep(`1/${at}`, { stored: 'stored', text });
    const count = remembered(texts, 3_000);
    expect(count * 2 * length).toBeLessThanOrEqual(1_000_000);
    expect(count).toBeGreaterThan(0);
  }
});

it('does not take what would leave room for little else', () => {
  const texts = renderedTexts(100_000);
  texts.keep('1/a', { stored: 'stored', text: 'small' });
  texts.keep('1/b', { stored: 'stored', text: 'x'.repeat(50_000) });
  expect([texts.get('1/a', 'stored'), texts.get('1/b', 'stored')]).toEqual(['small', undefined]);
});

it('keeps what is asked for', () => {
  const texts = renderedTexts(20_000);
  texts.keep('1/used', { stored: 'stored', text: 'used' });
  for (let at = 0; at < 1_000; at += 1) {
    texts.keep(`1/${at}`, { stored: 'stored', text: 'never used' });
    expect(texts.get('1/used', 'stored')).toBe('used');
  }
});
