// Operators find every code that the log may say in docs/operations.md, and none that it never says.
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { filesBelow } from '../architecture/files.ts';

const [, chapter = ''] = readFileSync('docs/operations.md', 'utf8').split('## Every alarm in the log');
const [table = ''] = chapter.split('\n## ');
const listed = [...table.matchAll(/^\| `([A-Z_]+)` /gm)].map(([, code]) => code ?? '');

/** Where codes are those of answers to requests, and of outcomes. */
const ANSWERS = /^src\/engine\/(graphql|host\/http|flow\/accept|operations)\//;
const CODES = 'src/engine/model/error-codes.ts';
const sources = filesBelow('src/engine').filter(
  (file) => file.endsWith('.ts') && file !== CODES && !ANSWERS.test(file),
);
const text = sources.map((file) => readFileSync(file, 'utf8')).join('\n');

test('every code that is logged has its row', () => {
  const logged = new Set([...text.matchAll(/\bcode: '([A-Z_]+)'/g)].map(([, code]) => code ?? ''));
  expect([...logged].filter((code) => !listed.includes(code))).toEqual([]);
  expect(logged.size).toBeGreaterThan(12);
});

test('every code that is for the log only has its row', () => {
  const [, union = ''] = readFileSync(CODES, 'utf8').split('export type LogCode =');
  const codes = [...union.matchAll(/'([A-Z_]+)'/g)].map(([, code]) => code ?? '');
  expect(codes.filter((code) => !listed.includes(code))).toEqual([]);
  expect(codes.length).toBeGreaterThan(12);
});

test('every row is a code of the source, once', () => {
  expect(listed.filter((code) => !text.includes(`'${code}'`))).toEqual([]);
  expect(new Set(listed).size).toBe(listed.length);
});
