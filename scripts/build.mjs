// The build of src/ into dist/, with what is read at run time beside the code. prisma/migrations stays where it is: it
// lies as far from dist/ as from src/.
import { spawnSync } from 'node:child_process';
import { cpSync, readdirSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const [source, target] = [join(root, 'src'), join(root, 'dist')];

rmSync(target, { recursive: true, force: true });
const compiler = join(root, 'node_modules/@typescript/native/bin/tsc');
const run = spawnSync(process.execPath, [compiler, '-p', 'tsconfig.build.json'], {
  cwd: root,
  stdio: 'inherit',
});
if (run.status !== 0) process.exit(run.status ?? 1);

for (const file of readdirSync(source, { recursive: true })) {
  if (file.endsWith('.lua')) cpSync(join(source, file), join(target, file));
}
