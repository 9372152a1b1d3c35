// Code of GraphQL Code Generator and gql.tada for the committed schema: it compiles with operations as a client writes
// them, strictly, and a field that is not there does not.
import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { generate } from '@graphql-codegen/cli';
import { preset } from '@graphql-codegen/client-preset';
import { buildSchema, isScalarType, isSpecifiedScalarType } from 'graphql';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

const SAMPLES = resolve('test/clients/samples');
const SCHEMA = resolve('schema.graphql');
const COMPILER = resolve('node_modules/@typescript/native/bin/tsc');
const TADA = join(dirname(fileURLToPath(import.meta.resolve('gql.tada/package.json'))), 'bin/cli.js');

const customScalars = Object.values(buildSchema(readFileSync(SCHEMA, 'utf8')).getTypeMap())
  .filter((type) => isScalarType(type) && !isSpecifiedScalarType(type))
  .map(({ name }) => name);
const scalars = Object.fromEntries(customScalars.map((name) => [name, 'string']));

const NOT_ASKED_FOR = ['order.createdAt', 'order.paidAt'] as const;

const folders: string[] = [];
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

/** A project of its own, with the packages of this one. */
function startProject(operations: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'slipstream-codegen-'));
  folders.push(folder);
  symlinkSync(resolve('node_modules'), join(folder, 'node_modules'));
  cpSync(join(SAMPLES, operations), join(folder, 'operations.ts'));
  cpSync(join(SAMPLES, 'scalars.ts.txt'), join(folder, 'scalars.ts'));
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ type: 'module' }));
  const plugin = { name: 'gql.tada/ts-plugin', schema: SCHEMA, tadaOutputLocation: './graphql-env.d.ts' };
  const compilerOptions = {
    target: 'es2023',
    module: 'esnext',
    moduleResolution: 'bundler',
    strict: true,
    noUncheckedIndexedAccess: true,
    exactOptionalPropertyTypes: true,
    verbatimModuleSyntax: true,
    skipLibCheck: true,
    noEmit: true,
    types: [],
    plugins: [plugin],
  };
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions, include: ['.'] }));
  return folder;
}

const run = (program: string, args: readonly string[], cwd: string) => {
  const { status, stdout, stderr } = spawnSync(process.execPath, [program, ...args], {
    cwd,
    encoding: 'utf8',
  });
  return { status, output: stdout + stderr };
};

const compile = (folder: string) => run(COMPILER, ['-p', folder], folder);

/** What becomes of the same operations asking for something else. */
async function withChange<T>(folder: string, [from, to]: readonly [string, string], act: () => T) {
  const operations = join(folder, 'operations.ts');
  const text = readFileSync(operations, 'utf8');
  expect(text).toContain(from);
  writeFileSync(operations, text.replace(from, to));
  try {
    return await act();
  } finally {
    writeFileSync(operations, text);
  }
}

const client = (folder: string, write: boolean) =>
  generate(
    {
      schema: SCHEMA,
      documents: join(folder, 'operations.ts'),
      silent: true,
      generates: {
        [`${join(folder, 'gql')}/`]: {
          preset,
          config: { scalars, strictScalars: true, useTypeImports: true, enumsAsTypes: true },
        },
      },
    },
    write,
  );

describe("GraphQL Code Generator's client preset", () => {
  let folder = '';
  beforeAll(async () => {
    folder = startProject('operations-codegen.ts.txt');
    mkdirSync(join(folder, 'gql'));
    await client(folder, true);
  });

  test('types operations that compile', () => {
    expect(compile(folder)).toEqual({ status: 0, output: '' });
  });

  test('refuses a field that the schema does not have', async () => {
    const refused = withChange(folder, ['createdAt', 'bornAt'], () => client(folder, false));
    await expect(refused).rejects.toThrow(/bornAt/);
  });

  test('types results: a field that was not asked for does not compile', async () => {
    const { status, output } = await withChange(folder, NOT_ASKED_FOR, () => compile(folder));
    expect(status).not.toBe(0);
    expect(output).toMatch(/operations\.ts.*'paidAt' does not exist/);
  });
});

describe('gql.tada', () => {
  let folder = '';
  beforeAll(() => {
    folder = startProject('operations-gql-tada.ts.txt');
    const { status, output } = run(TADA, ['generate-output'], folder);
    expect({ status, output }).toMatchObject({ status: 0 });
  });

  test('types operations that compile', () => {
    expect(compile(folder)).toEqual({ status: 0, output: '' });
  });

  test.each([
    ['that the schema does not have', ['createdAt', 'bornAt']],
    ['that was not asked for', NOT_ASKED_FOR],
  ] as const)('refuses a field %s', async (_, change) => {
    const { status, output } = await withChange(folder, change, () => compile(folder));
    expect(status).not.toBe(0);
    expect(output).toMatch(/operations\.ts.*(createdAt|paidAt|total|never|unknown)/);
  });
});

test.each([
  ['test/clients/samples/scalars.ts.txt', /^ {2}(\w+): (?:string|unknown);$/gm],
  ['docs/client-setup.md', /^ {2}(\w+): '(?:string|unknown)',$/gm],
  ['docs/client-setup.md', /^\| `(\w+)` +\|/gm],
])('%s has the scalars of the schema', (file, line) => {
  const named = [...readFileSync(file, 'utf8').matchAll(line)].map(([, name]) => name);
  expect(named).toEqual([...customScalars].sort());
});
