// What authors are shown is what is there.
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { blocksOf } from '../support/guide.ts';

test('the reaction in the chapter for authors is the real one', () => {
  const shown = blocksOf(readFileSync('docs/authoring.md', 'utf8')).filter(({ text }) =>
    text.includes('defineReaction('),
  );
  expect(shown).toHaveLength(1);
  const code = readFileSync('src/domain/loyalty/reactions.ts', 'utf8');
  expect(code.slice(code.indexOf('/**'))).toBe(shown[0]?.text);
});
