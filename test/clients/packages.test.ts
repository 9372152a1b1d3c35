// The packages as an application gets them: small, with nothing in them to install, typed, and used as their READMEs say.
import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const COMPILER = resolve('node_modules/@typescript/native/bin/tsc');
const folder = mkdtempSync(join(tmpdir(), 'slipstream-packages-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const run = (...args: readonly string[]) =>
  spawnSync(process.execPath, args, { cwd: folder, encoding: 'utf8' });

const names = ['apollo', 'urql'] as const;

let sizes = '';
beforeAll(() => {
  symlinkSync(resolve('node_modules'), join(folder, 'node_modules'));
  const { status, stdout, stderr } = run(resolve('scripts/build-clients.mjs'), folder);
  sizes = stdout;
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  for (const name of names) {
    cpSync(resolve('clients', name, 'package.json'), join(folder, name, 'package.json'));
  }
  cpSync(resolve('clients/generated'), join(folder, 'generated'), { recursive: true });
});

it('have less than 3,400 bytes each, as the build says', () => {
  const said = [...sizes.matchAll(/^(\S+): (\d+) bytes, gzipped$/gm)].map(([, name, bytes]) => [
    name,
    Number(bytes),
  ]);
  expect(said.map(([name]) => name)).toEqual([
    'apollo/index',
    'apollo/create-cache',
    'apollo/event-stream-link',
    'urql/index',
    'urql/graphcache-exchange',
    'urql/guard-exchange',
    'urql/watchful-fetch',
  ]);
  expect(said.filter(([, bytes]) => Number(bytes) >= 3400)).toEqual([]);
});

interface Manifest {
  readonly dependencies?: object;
  readonly exports: object;
  readonly peerDependencies: Readonly<Record<string, string>>;
}

describe.each(names)('%s', (name) => {
  const manifest = JSON.parse(readFileSync(resolve('clients', name, 'package.json'), 'utf8')) as Manifest;

  it('needs nothing but its peers', () => {
    expect(manifest.dependencies).toBeUndefined();
    const dist = join(folder, name, 'dist');
    const files = readdirSync(dist).filter((file) => file.endsWith('.js'));
    const imported = files.flatMap((file) =>
      [...readFileSync(join(dist, file), 'utf8').matchAll(/from"([^"]+)"/g)].map(([, from = '']) => from),
    );
    const peers = Object.keys(manifest.peerDependencies);
    const isPeer = (from: string) => peers.some((peer) => from === peer || from.startsWith(`${peer}/`));
    expect(imported.filter((from) => !isPeer(from))).toEqual([]);
    expect(new Set(readdirSync(join(dist, 'types')))).toEqual(new Set([name, 'core']));
  });

  it('is loaded by its name', () => {
    const entries = Object.keys(manifest.exports).map((entry) => entry.slice(1));
    // A package may name itself.
    const script = `for (const entry of ${JSON.stringify(entries)}) console.log(Object.keys(await import('@slipstream/${name}' + entry)).join())`;
    writeFileSync(join(folder, name, 'load.mjs'), script);
    const { stdout, stderr } = run(join(folder, name, 'load.mjs'));
    expect({ stdout: stdout.trim().split('\n').toSorted(), stderr }).toEqual({
      stdout:
        name === 'apollo'
          ? ['cacheConfig,createCache', 'consistencyLink,createSession', 'eventStreamLink']
          : [
              'consistencyExchange,createSession',
              'graphcacheConfig,graphcacheExchange',
              'guardExchange',
              'watchfulFetch',
            ],
      stderr: '',
    });
  });

  it('is used as its README says', () => {
    const readme = readFileSync(resolve('clients', name, 'README.md'), 'utf8');
    const blocks = [...readme.matchAll(/```ts\n(.*?)```/gs)].map(([, code = '']) => code);
    expect(blocks.length).toBeGreaterThan(2);
    const files = blocks.map((code, index) => {
      const file = `${name}-${index}.ts`;
      writeFileSync(join(folder, file), code);
      return file;
    });
    const compilerOptions = {
      target: 'es2023',
      lib: ['es2023', 'dom', 'dom.iterable'],
      module: 'esnext',
      moduleResolution: 'bundler',
      strict: true,
      exactOptionalPropertyTypes: true,
      noPropertyAccessFromIndexSignature: true,
      skipLibCheck: true,
      noEmit: true,
      types: [],
      paths: Object.fromEntries(
        names.flatMap((each) => [
          [`@slipstream/${each}`, [`./${each}/dist/types/${each}/index.d.ts`]],
          [`@slipstream/${each}/*`, [`./${each}/dist/types/${each}/*.d.ts`]],
        ]),
      ),
    };
    writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions, files }));
    const { stdout, status } = run(COMPILER, '-p', join(folder, 'tsconfig.json'));
    expect({ stdout, status }).toEqual({ stdout: '', status: 0 });
  });
});
