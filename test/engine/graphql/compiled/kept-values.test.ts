import { describe, expect, it } from 'vitest';
import { markKept, writingOnce } from '../../../../src/engine/graphql/compiled/kept-values.ts';
import { renderedTexts } from '../../../../src/engine/graphql/compiled/rendered-texts.ts';

function counting(bytes = 10_000) {
  const rendered = renderedTexts(bytes);
  let written = 0;
  const write = (value: unknown): string => {
    written += 1;
    return JSON.stringify(value);
  };
  return {
    writing: (selection: string) => writingOnce(write, rendered, selection),
    written: () => written,
  };
}

describe('a value that is kept', () => {
  it('is written once for each selection', () => {
    const { writing, written } = counting();
    const [one, other] = [writing('1/'), writing('2/')];
    const value = { a: 1 };
    markKept(value);
    expect([one(value), one(value), other(value)]).toEqual(['{"a":1}', '{"a":1}', '{"a":1}']);
    expect(written()).toBe(2);
  });

  it('is told from one that is equal', () => {
    const { writing, written } = counting();
    const values = [{ a: 1 }, { a: 1 }];
    values.forEach(markKept);
    values.forEach(writing('1/'));
    expect(written()).toBe(2);
  });

  it('is written again when its text had to go', () => {
    const { writing, written } = counting(4000);
    const values = Array.from({ length: 12 }, () => ({ a: 'x'.repeat(60) }));
    values.forEach(markKept);
    const write = writing('1/');
    [...values, ...values].forEach(write);
    expect(written()).toBe(24);
  });
});

describe('any other value', () => {
  it.each([[{ a: 1 }], [[1]], ['text'], [null]])('such as %j is written each time', (value) => {
    const { writing, written } = counting();
    const write = writing('1/');
    expect([write(value), write(value)]).toEqual([JSON.stringify(value), JSON.stringify(value)]);
    expect(written()).toBe(2);
  });
});
