// The build of the packages for clients, each one file without dependencies. It says how much a page loads of them.
import { spawnSync } from 'node:child_process';
import { readFileSync, rmSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { build } from 'vite';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const packages = {
  apollo: ['index', 'create-cache', 'event-stream-link'],
  urql: ['index', 'graphcache-exchange', 'guard-exchange', 'watchful-fetch'],
};
/** Bytes of one package, minified and gzipped. */
const MOST = 3400;

/** Where the packages are written to: a folder of its own for each below this one. */
const target = resolve(process.argv[2] ?? join(root, 'clients'));

for (const [name, entries] of Object.entries(packages)) {
  const source = join(root, 'clients', name);
  const { peerDependencies } = JSON.parse(readFileSync(join(source, 'package.json'), 'utf8'));
  const external = Object.keys(peerDependencies).map((peer) => new RegExp(`^${peer}(/|$)`));
  const outDir = join(target, name, 'dist');
  rmSync(outDir, { recursive: true, force: true });
  for (const entry of entries) {
    await build({
      configFile: false,
      logLevel: 'warn',
      root,
      build: {
        lib: { entry: join(source, `${entry}.ts`), formats: ['es'], fileName: entry },
        target: 'es2022',
        outDir,
        emptyOutDir: false,
        // A library is not minified by Vite unless it is told how.
        minify: 'oxc',
        rolldownOptions: { external, output: { minify: true, comments: false } },
      },
    });
  }
  const compiler = join(root, 'node_modules/@typescript/native/bin/tsc');
  const types = ['-p', `clients/${name}/tsconfig.build.json`, '--outDir', join(outDir, 'types')];
  const run = spawnSync(process.execPath, [compiler, ...types], { cwd: root, stdio: 'inherit' });
  if (run.status !== 0) process.exit(run.status ?? 1);
  for (const entry of entries) {
    const bytes = gzipSync(readFileSync(join(outDir, `${entry}.js`))).length;
    process.stdout.write(`${name}/${entry}: ${bytes} bytes, gzipped\n`);
    if (bytes <= MOST) continue;
    process.stderr.write(`That is more than ${MOST}.\n`);
    process.exitCode = 1;
  }
}
