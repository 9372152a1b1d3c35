// The files that `npm run derive` writes, which are those that `npm run check` compares with the definitions.
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { z } from 'zod';

const { scripts } = z
  .object({ scripts: z.record(z.string(), z.string()) })
  .parse(JSON.parse(readFileSync('package.json', 'utf8')));

test('everything that is compared is written', () => {
  const compared = Object.values(scripts).flatMap(
    (script) => /^npm run --silent (\S+) -- --check$/.exec(script)?.[1] ?? [],
  );
  expect(compared.length).toBeGreaterThan(2);
  expect(scripts['derive']?.split(' && ')).toEqual(compared.map((name) => `npm run --silent ${name}`));
});
