// Prisma's schema engine in its WebAssembly form, loaded once per process: no binary, no download.
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import type { ErrorCapturingSqlMigrationAwareDriverAdapterFactory } from '@prisma/driver-adapter-utils';
import * as glue from '@prisma/schema-engine-wasm/schema_engine_bg';

export type { MigrationDirectory, MigrationList } from '@prisma/schema-engine-wasm/schema_engine_bg';

// The type definitions of Node 20 leave it out.
declare const WebAssembly: {
  instantiate(
    bytes: Uint8Array,
    imports: object,
  ): Promise<{ instance: { exports: Record<string, unknown> } }>;
};

let loading: Promise<void> | undefined;

export async function createSchemaEngine(
  adapter: ErrorCapturingSqlMigrationAwareDriverAdapterFactory,
): Promise<glue.SchemaEngine> {
  loading ??= load();
  await loading;
  return glue.SchemaEngine.new({ datamodels: undefined }, () => undefined, adapter);
}

// The package's main entry imports the .wasm file as a module, which Node 20 cannot; this does the same by hand.
async function load(): Promise<void> {
  const require = createRequire(import.meta.url);
  const folder = dirname(require.resolve('@prisma/schema-engine-wasm/schema_engine_bg'));
  const { instance } = await WebAssembly.instantiate(await readFile(join(folder, 'schema_engine_bg.wasm')), {
    './schema_engine_bg.js': { ...glue, ...unheldTimers() },
  });
  call(Reflect.get(glue, '__wbg_set_wasm'), instance.exports);
  call(instance.exports['__wbindgen_start']);
}

/** Its timer of ten seconds is never cleared: the process would stay for so long after it has migrated. */
function unheldTimers(): object {
  const start = (callback: () => void, ms: number): NodeJS.Timeout => setTimeout(callback, ms >>> 0).unref();
  const names = Object.keys(glue).filter((name) => name.startsWith('__wbg_setTimeout_'));
  return Object.fromEntries(names.map((name) => [name, start]));
}

function call(entry: unknown, ...args: readonly unknown[]): void {
  if (typeof entry !== 'function') {
    throw new Error('This version of @prisma/schema-engine-wasm is laid out in another way than expected.');
  }
  Reflect.apply(entry, undefined, args);
}
