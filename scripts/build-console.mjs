// The build of console/, to be served by the API; it does nothing when all is up to date.
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, sep } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(dirname(fileURLToPath(import.meta.url))), 'console');
const output = join(root, 'dist');
const stampFile = join(output, '.stamp');

const hash = createHash('sha256').update(readFileSync(fileURLToPath(import.meta.url)));
const files = readdirSync(root, { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile())
  .map((entry) => join(entry.parentPath, entry.name))
  .filter((file) => !file.startsWith(output + sep))
  .sort();
for (const file of files) hash.update(`${file.slice(root.length)}\0`).update(readFileSync(file));
const stamp = hash.digest('hex');

const isCurrent = existsSync(stampFile) && readFileSync(stampFile, 'utf8').trim() === stamp;
if (!isCurrent) {
  // Whoever builds it: a test, too.
  process.env.NODE_ENV = 'production';
  const { build } = await import('vite');
  await build({ root, logLevel: 'warn' });
  writeFileSync(stampFile, `${stamp}\n`);
  process.stdout.write('console built\n');
}
