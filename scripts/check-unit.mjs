// npm run check:unit: the tests that need no servers. Where `npm test` has just run them on the same tree, which sets
// UNIT_TESTS_PASSED, they are not run twice.
import { spawnSync } from 'node:child_process';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));

if (process.env.UNIT_TESTS_PASSED === 'yes') {
  process.stdout.write('The unit tests have passed with `npm test`.\n');
} else {
  const vitest = join(root, 'node_modules/vitest/vitest.mjs');
  const args = [vitest, 'run', '--project', 'unit', '--project', 'clock'];
  const { status } = spawnSync(process.execPath, args, { cwd: root, stdio: 'inherit' });
  process.exitCode = status ?? 1;
}
