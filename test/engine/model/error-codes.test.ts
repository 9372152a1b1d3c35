// The unions hold no code that nothing says: the compiler refuses one too few, this one too many.
import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { filesBelow } from '../../architecture/files.ts';

const CODES = 'src/engine/model/error-codes.ts';
const TABLE = 'src/engine/graphql/errors.ts';

it('each code is said somewhere, and stands in one place', () => {
  const codes = [...readFileSync(CODES, 'utf8').matchAll(/^ {2}\| '([A-Z_]+)'/gm)].map(([, code]) => code);
  const sources = filesBelow('src').filter(
    (file) => file.endsWith('.ts') && file !== CODES && file !== TABLE,
  );
  const text = sources.map((file) => readFileSync(file, 'utf8')).join('\n');
  expect(codes.length).toBeGreaterThan(50);
  expect(codes.filter((code) => !text.includes(`'${code}'`))).toEqual([]);
  expect(codes.filter((code, index) => codes.indexOf(code) !== index)).toEqual([]);
});
