import { readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { expect, test } from 'vitest';
import { filesBelow } from './files.ts';

// A line of the map: | `engine/model` | what lives there |. A star stands for any one folder.
const LINE = /^\| `([a-z*/-]+)` +\| \w/gm;

test('the map in src/README.md has a line for each folder, and each line a folder', () => {
  const mapped = [...readFileSync('src/README.md', 'utf8').matchAll(LINE)].map(([, path]) => path ?? '');
  const folders = foldersBelow('src');
  const covers = (line: string, folder: string): boolean =>
    new RegExp(`^${line.replaceAll('*', '[^/]+')}$`).test(folder);

  expect(folders.filter((folder) => !mapped.some((line) => covers(line, folder)))).toEqual([]);
  expect(mapped.filter((line) => !folders.some((folder) => covers(line, folder)))).toEqual([]);
  expect(mapped).toHaveLength(new Set(mapped).size);
  expect(mapped.length).toBeGreaterThan(20);
});

function foldersBelow(top: string): readonly string[] {
  const found = new Set<string>();
  for (const file of filesBelow(top)) {
    for (let folder = dirname(file); folder !== top && folder !== '.'; folder = dirname(folder)) {
      found.add(folder.slice(top.length + 1));
    }
  }
  return [...found].sort();
}

test('the glossary is short, and each of its words is used in the code', () => {
  const [, glossary = ''] = readFileSync('src/README.md', 'utf8').split('## Glossary');
  const rows = [...glossary.matchAll(/^\| ([^|-][^|]*) \|/gm)].map(([, words = '']) => words.trim()).slice(1);
  expect(rows.length).toBeLessThanOrEqual(40);
  const words = rows.flatMap((row) => row.split(', '));
  expect(new Set(words).size).toBe(words.length);
  const sources = filesBelow('src').filter((file) => file.endsWith('.ts'));
  // As it is written in names and in sentences: `unit of work` and `unitOfWork`.
  const code = sources
    .map((file) => readFileSync(file, 'utf8'))
    .join('\n')
    .toLowerCase()
    .replaceAll(/[\s/*-]+/g, '');
  expect(words.filter((word) => !code.includes(word.toLowerCase().replaceAll(/[\s-]+/g, '')))).toEqual([]);
});
