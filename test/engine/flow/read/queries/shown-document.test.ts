// Documents as they are shown: one that can't be read fails where somebody looks inside, and not before.
import { expect, it } from 'vitest';
import { besideRanks, shownDocument } from '../../../../../src/engine/flow/read/queries/shown-document.ts';
import { decodeDocument } from '../../../../../src/engine/stores/stored-texts.ts';

const shown = (text: string) => shownDocument({ projection: 'order', id: 'x' }, decodeDocument('x', text));

it('has its ranks beside what it had', () => {
  const document = shown('17 3 {"name":"a"}');
  if (!document) throw new Error('It is not there.');
  expect(besideRanks(document, { best: 2 })).toMatchObject({ ...document, ranks: { best: 2 } });
});

it('fails for whoever looks inside where its text is no JSON, also beside ranks', () => {
  const document = shown('17 3 {');
  if (!document) throw new Error('It is not there.');
  const ranked = besideRanks(document, { best: 2 });
  expect(ranked).toHaveProperty('version', 3);
  expect(() => ranked.body).toThrow(SyntaxError);
});
