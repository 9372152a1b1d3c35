// The migrations of a database compared with those of this code: nothing is changed.
import { createHash } from 'node:crypto';
import { lookAtDatabase } from '../look-at-database.ts';
import { MIGRATIONS, readMigrations } from './migration-files.ts';

/** By the names of migrations. */
export interface MigrationsExamined {
  readonly applied: readonly string[];
  /** Of this code, not of the database. */
  readonly missing: readonly string[];
  /** Of the database, not of this code: a newer version has migrated it. */
  readonly unknown: readonly string[];
  /** Begun, and neither finished nor taken back. */
  readonly unfinished: readonly string[];
  /** Their text was another one when they were applied. */
  readonly changed: readonly string[];
}

interface Row {
  readonly name: string;
  readonly checksum: string;
  readonly isApplied: boolean;
  readonly isUnfinished: boolean;
}

const HAS_TABLE = `SELECT to_regclass('"_prisma_migrations"') IS NOT NULL AS "isThere"`;
const READ = `
  SELECT migration_name AS "name", checksum, finished_at IS NOT NULL AND rolled_back_at IS NULL AS "isApplied",
    finished_at IS NULL AND rolled_back_at IS NULL AS "isUnfinished"
  FROM "_prisma_migrations"
  ORDER BY migration_name`;

/** Rejects if the database is away, or may not be asked. */
export async function examineMigrations(
  databaseUrl: string,
  folder = MIGRATIONS,
): Promise<MigrationsExamined> {
  const [rows, { migrationDirectories }] = await Promise.all([rowsOf(databaseUrl), readMigrations(folder)]);
  const checksums = new Map(
    migrationDirectories.map(({ path, migrationFile: { content } }) => [path, checksumOf(content)]),
  );
  const applied = rows.filter(({ isApplied }) => isApplied);
  const names = (of: readonly Row[]): readonly string[] => [...new Set(of.map(({ name }) => name))];
  const isApplied = new Set(names(applied));
  return {
    applied: names(applied),
    missing: [...checksums.keys()].filter((name) => !isApplied.has(name)),
    unknown: names(applied.filter(({ name }) => !checksums.has(name))),
    unfinished: names(rows.filter(({ isUnfinished }) => isUnfinished)),
    changed: names(
      applied.filter(({ name, checksum }) => checksums.has(name) && checksums.get(name) !== checksum),
    ),
  };
}

type Content = Awaited<
  ReturnType<typeof readMigrations>
>['migrationDirectories'][number]['migrationFile']['content'];

/** As Prisma's engine keeps it. */
const checksumOf = ({ value }: Content): string => createHash('sha256').update(value).digest('hex');

/** None in a database that was never migrated. */
function rowsOf(databaseUrl: string): Promise<readonly Row[]> {
  return lookAtDatabase(databaseUrl, async (client) => {
    const { rows: found } = await client.query<{ isThere: boolean }>(HAS_TABLE);
    if (found[0]?.isThere !== true) return [];
    return (await client.query<Row>(READ)).rows;
  });
}
