// The files of prisma/migrations in the form that the schema engine takes. They lie beside src/ and dist/ alike.
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { MigrationDirectory, MigrationList } from './schema-engine.ts';

export const MIGRATIONS = fileURLToPath(new URL('../../../../prisma/migrations', import.meta.url));

const LOCK_FILE = 'migration_lock.toml';
const SCRIPT = 'migration.sql';

/** All migrations of a folder by name, that is by time; throws when the folder or a script is missing. */
export async function readMigrations(folder: string): Promise<MigrationList> {
  const entries = await readdir(folder, { withFileTypes: true });
  const names = entries.filter((entry) => entry.isDirectory()).map((entry) => entry.name);
  if (names.length === 0) throw new Error(`There are no migrations in ${folder}.`);
  return {
    baseDir: folder,
    lockfile: { path: LOCK_FILE, content: await readFile(join(folder, LOCK_FILE), 'utf8') },
    shadowDbInitScript: '',
    migrationDirectories: await Promise.all(names.sort().map((name) => readMigration(folder, name))),
  };
}

async function readMigration(folder: string, name: string): Promise<MigrationDirectory> {
  const value = await readFile(join(folder, name, SCRIPT), 'utf8');
  return { path: name, migrationFile: { path: SCRIPT, content: { tag: 'ok', value } } };
}
