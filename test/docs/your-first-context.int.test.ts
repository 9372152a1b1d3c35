// The guide for authors does what it says: its code compiles, its tests pass, its operations answer what it prints.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
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

test('what it adds to the schema is described', () => {
  const project = follow(blocks);
  expect(project.schema()).toEqual({ exitCode: 0, output: 'schema.graphql is written.\n' });
  const written = readFileSync(join(project.folder, 'schema.graphql'), 'utf8');
  expect(written).toContain('type Wish implements Document');
});

test('what it forgot to describe would be refused, all of it, and nothing written', () => {
  const mute = withMistake("  { description: 'A product on the wish list of a customer.' },\n", '');
  const project = follow(
    mute.map((block) => ({ ...block, text: block.text.replace(/^ *description: .*\n/m, '') })),
  );
  const { exitCode, output } = project.schema();
  expect(exitCode).toBe(1);
  expect(output).toContain("  Wish\n    defineDocument('Wish', { … }, { description })\n");
  expect(output).toContain(
    '  Mutation.addToWishList\n    command addToWishList: `description` beside its `input`',
  );
  expect(existsSync(join(project.folder, 'schema.graphql'))).toBe(false);
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
