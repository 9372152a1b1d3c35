// The Prisma client, generated from prisma/schema.prisma without any download; nothing is done when it is up to date.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const output = join(root, 'src/engine/postgres/prisma');
const stampFile = join(output, '.stamp');
const prismaPackage = createRequire(import.meta.url).resolve('prisma/package.json');

const inputs = ['prisma/schema.prisma', 'prisma.config.ts', 'scripts/generate.mjs'];
const hash = createHash('sha256').update(readFileSync(prismaPackage));
for (const file of inputs) hash.update(readFileSync(join(root, file)));
const stamp = hash.digest('hex');

const isCurrent =
  existsSync(stampFile) &&
  existsSync(join(output, 'client.ts')) &&
  readFileSync(stampFile, 'utf8').trim() === stamp;

if (!isCurrent) {
  const cli = join(dirname(prismaPackage), 'build/index.js');
  const run = spawnSync(process.execPath, [cli, 'generate', '--no-hints'], {
    cwd: root,
    encoding: 'utf8',
    env: {
      ...process.env,
      // `generate` insists on this native engine but never runs it; naming any executable avoids its download.
      PRISMA_SCHEMA_ENGINE_BINARY: process.env.PRISMA_SCHEMA_ENGINE_BINARY ?? process.execPath,
      PRISMA_HIDE_UPDATE_MESSAGE: '1',
      CHECKPOINT_DISABLE: '1',
    },
  });
  if (run.status !== 0) {
    process.stderr.write(
      `prisma generate failed:\n${run.stdout ?? ''}${run.stderr ?? ''}${run.error ?? ''}\n`,
    );
    process.exit(1);
  }
  writeFileSync(stampFile, `${stamp}\n`);
  process.stdout.write('prisma client generated\n');
}
