// JavaScript made of this repository's TypeScript, so that processes which are started again and again start quickly.
import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ownFolder } from './servers.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** Compiles a file with all it imports into a folder of this run; the path of what it has become. Unchecked. */
export function compiled(file: string): string {
  const folder = ownFolder('compiled');
  mkdirSync(folder, { recursive: true });
  const settings = {
    extends: join(ROOT, 'tsconfig.json'),
    compilerOptions: { noEmit: false, noCheck: true, types: [], rootDir: ROOT, outDir: folder },
    files: [join(ROOT, file)],
    include: [],
  };
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify(settings));
  const compiler = join(ROOT, 'node_modules/@typescript/native/bin/tsc');
  const run = spawnSync(process.execPath, [compiler, '-p', folder], { encoding: 'utf8' });
  if (run.status !== 0) throw new Error(`${file} could not be compiled:\n${run.stdout}`);
  bringAlong(folder);
  return join(folder, file.replace(/\.ts$/, '.js'));
}

/** What is found beside the code at run time: scripts, packages, and where `#engine` is. */
function bringAlong(folder: string): void {
  for (const path of readdirSync(join(ROOT, 'src'), { recursive: true, encoding: 'utf8' })) {
    if (path.endsWith('.lua')) cpSync(join(ROOT, 'src', path), join(folder, 'src', path));
  }
  symlinkSync(join(ROOT, 'node_modules'), join(folder, 'node_modules'));
  const { type, imports, version } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));
  const here = JSON.stringify({ type, imports, version }).replaceAll('"./dist/', '"./src/');
  writeFileSync(join(folder, 'package.json'), here);
}
