// The code blocks of a guide in Markdown, put to work in a copy of the project as its reader would.
import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';

export interface Block {
  /** All that stands behind the fence: `ts src/domain/wish-lists/events.ts`, `graphql`, `json update`. */
  readonly kind: string;
  readonly text: string;
}

const BLOCK = /^```(\S[^\n]*)\n(.*?)^```$/gms;

export function blocksOf(markdown: string): readonly Block[] {
  return [...markdown.matchAll(BLOCK)].map(([, kind = '', text = '']) => ({ kind, text }));
}

const COPIED = ['src', 'package.json', 'tsconfig.json', 'vitest.config.ts', 'README.md', 'docs'];

export interface GuideProject {
  readonly folder: string;
  /** What the compiler says; '' if nothing. */
  types(): string;
  /** How `npm run schema` ends, and what it says. */
  schema(): { readonly exitCode: number | null; readonly output: string };
  /** What vitest says about these tests, and whether all passed. */
  tests(...paths: readonly string[]): { readonly passed: boolean; readonly output: string };
  remove(): void;
}

/** A copy of the project with every file that the guide shows. */
export function followGuide(blocks: readonly Block[]): GuideProject {
  const folder = mkdtempSync(join(tmpdir(), 'slipstream-guide-'));
  for (const name of COPIED) cpSync(resolve(name), join(folder, name), { recursive: true });
  symlinkSync(resolve('node_modules'), join(folder, 'node_modules'));
  for (const { kind, text } of blocks) {
    const [language, place = '', path] = kind.split(' ');
    if (language === 'ts' && path === undefined) write(join(folder, place), text);
    if (language === 'ts' && path !== undefined) addModule(join(folder, path), text);
  }
  write(join(folder, 'operations.json'), JSON.stringify(blocks.filter(isOperation)));
  const operations = join('test', 'guide', 'operations.test.ts');
  write(join(folder, operations), readFileSync(resolve('test/support/guide-operations.ts'), 'utf8'));
  const run = (program: string, args: readonly string[]) => {
    const env = { PATH: process.env['PATH'], HOME: process.env['HOME'], NO_COLOR: '1' };
    return spawnSync(process.execPath, [join('node_modules', program), ...args], {
      cwd: folder,
      env,
      encoding: 'utf8',
    });
  };
  return {
    folder,
    types: () => run('@typescript/native/bin/tsc', ['--noEmit', '-p', 'tsconfig.json']).stdout,
    schema: () => {
      const { status, stdout, stderr } = run('tsx/dist/cli.mjs', [
        '--conditions=source',
        'src/bin/cli.ts',
        'schema',
      ]);
      return { exitCode: status, output: stdout + stderr };
    },
    tests: (...paths) => {
      const { status, stdout, stderr } = run('vitest/vitest.mjs', ['run', '--project', 'unit', ...paths]);
      return { passed: status === 0, output: stdout + stderr };
    },
    remove: () => rmSync(folder, { recursive: true }),
  };
}

const isOperation = ({ kind }: Block): boolean => /^(graphql|json)\b/.test(kind);

/** The import, and its name in the list of modules. */
function addModule(path: string, text: string): void {
  const [, name] = /^import \{ (\w+) \} from '[^']+';\n$/.exec(text) ?? [];
  const before = readFileSync(path, 'utf8');
  // Who has followed the guide has it already.
  if (name !== undefined && before.includes(name)) return;
  if (name === undefined || !before.includes('modules = ['))
    throw new Error(`${path}: nowhere to add ${text}`);
  writeFileSync(path, text + before.replace('modules = [', `modules = [${name}, `));
}

function write(path: string, text: string): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
}
