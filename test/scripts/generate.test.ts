import { spawnSync } from 'node:child_process';
import { expect, test } from 'vitest';

const generate = () => spawnSync(process.execPath, ['scripts/generate.mjs'], { encoding: 'utf8' });

test('generating the Prisma client again costs nothing and says nothing', () => {
  generate();
  const start = Date.now();
  expect(generate()).toMatchObject({ status: 0, stdout: '', stderr: '' });
  expect(Date.now() - start).toBeLessThan(1_000);
});
