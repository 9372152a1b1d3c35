// The build of examples/storefront for `npm run dev`; it does nothing when all is up to date.
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, sep } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const output = join(root, 'examples/storefront/dist');
const stampFile = join(output, '.stamp');

const hash = createHash('sha256').update(readFileSync(fileURLToPath(import.meta.url)));
hash.update(readFileSync(join(root, 'node_modules/vite/package.json')));
for (const folder of ['examples/storefront', 'clients', 'docs']) {
  const files = readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((file) => !file.startsWith(output + sep))
    .sort();
  for (const file of files) hash.update(`${file.slice(root.length)}\0`).update(readFileSync(file));
}
const stamp = hash.digest('hex');

const isCurrent =
  existsSync(join(output, 'index.html')) &&
  existsSync(stampFile) &&
  readFileSync(stampFile, 'utf8').trim() === stamp;

if (!isCurrent) {
  const { build } = await import('vite');
  await build({ root: join(root, 'examples/storefront'), logLevel: 'warn' });
  writeFileSync(stampFile, `${stamp}\n`);
  process.stdout.write('storefront built\n');
}
