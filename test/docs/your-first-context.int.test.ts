// The guide for authors does what it says: its code compiles, its tests pass, its operations answer what it prints.
import { readFileSync } from 'node:fs';
import { expect, onTestFinished, test } from 'vitest';
import { blocksOf, followGuide, type Block } from '../support/guide.ts';

const blocks = blocksOf(readFileSync('docs/your-first-context.md', 'utf8'));

function follow(of: readonly Block[]) {
  const project = followGuide(of);
  onTestFinished(() => project.remove());
  return project;
}

/** The guide with a mistake in the one block that has this text. */
function withMistake(right: string, wrong: string): readonly Block[] {
  const hit = blocks.filter(({ text }) => text.includes(right));
  expect(hit).toHaveLength(1);
  return blocks.map((block) =>
    block === hit[0] ? { ...block, text: block.text.replace(right, wrong) } : block,
  );
}

test('the guide works as it is written', () => {
  const project = follow(blocks);
  expect(project.types()).toBe('');
  const { passed, output } = project.tests();
  expect(output).toMatch(/Test Files {2}2 passed/);
  expect(passed, output).toBe(true);
});

test('a mistake in its code would be found', () => {
  const project = follow(withMistake('update: { RemovedFromWishList: () => null },', 'update: {},'));
  expect(project.types()).toContain('src/domain/wish-lists/projections/wish.ts');
});

test('an answer that is not given would be found', () => {
  const project = follow(
    withMistake('"nodes": [{ "id": "wish-1", "productName": "Tin mug" }]', '"nodes": []'),
  );
  expect(project.tests('test/guide/operations.test.ts').passed).toBe(false);
});
