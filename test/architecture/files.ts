// The files of this project that belong to it: neither dependencies nor what is generated.
import { readdirSync } from 'node:fs';
import { join } from 'node:path';

const NOT_OURS = new Set([
  '.data',
  '.git',
  'dist',
  'examples/storefront/dist',
  'console/dist',
  'node_modules',
  'src/engine/postgres/prisma',
]);

/** Their paths from the top of the project, with `/`, in order. */
export function filesBelow(folder: string): readonly string[] {
  const paths = readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (NOT_OURS.has(path)) return [];
    return entry.isDirectory() ? filesBelow(path) : [path];
  });
  return paths.sort();
}
