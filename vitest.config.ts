// Two kinds of tests: `unit` needs no server and runs in seconds; `integration` (*.int.test.ts) has real ones, or takes long.
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

// `source` makes #engine mean src/, not dist/; the others are Vite's own for code that runs in Node.
const conditions = ['source', 'module', 'node', 'development|production'];

// The file that Node itself loads: graphql refuses to work with a second copy of itself, and its libraries load this one.
const alias = [{ find: /^graphql$/, replacement: fileURLToPath(import.meta.resolve('graphql')) }];

const integration = 'test/**/*.int.test.ts';

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
    testTimeout: 60_000,
    hookTimeout: 60_000,
    projects: [
      { extends: true, test: { name: 'unit', include: ['test/**/*.test.ts'], exclude: [integration] } },
      {
        extends: true,
        test: { name: 'integration', include: [integration], globalSetup: 'test/support/global-setup.ts' },
      },
    ],
  },
});
