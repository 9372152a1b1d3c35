import { spawnSync } from 'node:child_process';
import { expect, test } from 'vitest';

const run = (...args: readonly string[]) => spawnSync(process.execPath, args, { encoding: 'utf8' });
const generate = () => run('scripts/generate.mjs');

/** Milliseconds. */
function timed<Result>(run: () => Result): { readonly took: number; readonly result: Result } {
  const start = performance.now();
  const result = run();
  return { took: performance.now() - start, result };
}

test('generating the Prisma client again costs nothing and says nothing', () => {
  generate();
  // A busy machine takes longer for anything.
  const bare = timed(() => run('--eval', ''));
  const again = timed(generate);
  expect(again.result).toMatchObject({ status: 0, stdout: '', stderr: '' });
  expect(again.took).toBeLessThan(1_000 + 5 * bare.took);
});
