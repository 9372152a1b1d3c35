// Three kinds of tests: `unit` needs no server and runs in seconds; `clock` is the same with a clock that the test sets;
// `integration` (*.int.test.ts) has real servers, or takes long.
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

// `source` makes #engine mean src/, not dist/; the others are Vite's own for code that runs in Node, but for `module`: Node
// is started with all of them, and what packages have under that is for bundlers.
const conditions = ['source', 'node', 'development|production'];

// The file that Node itself loads: graphql refuses to work with a second copy of itself, and its libraries load this one.
const alias = [{ find: /^graphql$/, replacement: fileURLToPath(import.meta.resolve('graphql')) }];

const integration = 'test/**/*.int.test.ts';

const setsTheClock = readdirSync('test', { recursive: true, encoding: 'utf8' })
  .map((name) => `test/${name}`)
  .filter((path) => path.endsWith('.test.ts') && !path.endsWith('.int.test.ts'))
  .filter((path) => readFileSync(path, 'utf8').includes('useFakeTimers'));

export default defineConfig({
  resolve: { conditions, alias },
  ssr: { resolve: { conditions } },
  test: {
    pool: 'forks',
    maxWorkers: 3,
    // Files leave nothing behind for each other, and importing everything anew for each takes a fifth of the time.
    isolate: false,
    // What a failed test found is told whole; a log is all there is of a run elsewhere.
    chaiConfig: { truncateThreshold: 2000 },
    testTimeout: 120_000,
    hookTimeout: 120_000,
    projects: [
      {
        extends: true,
        test: { name: 'unit', include: ['test/**/*.test.ts'], exclude: [integration, ...setsTheClock] },
      },
      // A clock counts every timer of its process, also one that an earlier file left to run out.
      { extends: true, test: { name: 'clock', include: setsTheClock, isolate: true } },
      {
        extends: true,
        test: { name: 'integration', include: [integration], globalSetup: 'test/support/global-setup.ts' },
      },
    ],
  },
});
