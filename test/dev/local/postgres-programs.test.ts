import {
  chmodSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  readlinkSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { repairPrograms } from '../../../src/dev/local/postgres-programs.ts';

test('what a skipped install script leaves out is made up for, also by several at once', async () => {
  const root = mkdtempSync(join(tmpdir(), 'slipstream-programs-'));
  onTestFinished(() => rmSync(root, { recursive: true }));
  const native = join(root, 'native');
  for (const folder of ['bin', 'lib']) mkdirSync(join(native, folder), { recursive: true });
  const programs = { initdb: join(native, 'bin/initdb'), postgres: join(native, 'bin/postgres') };
  for (const program of Object.values(programs)) {
    cpSync('/bin/sh', program);
    chmodSync(program, 0o644);
  }
  const links = [{ source: 'native/lib/libpq.so.5.18', target: 'native/lib/libpq.so.5' }];
  writeFileSync(join(native, 'pg-symlinks.json'), JSON.stringify(links));

  await Promise.all([repairPrograms(native, programs), repairPrograms(native, programs)]);
  await repairPrograms(native, programs);

  expect(readlinkSync(join(native, 'lib/libpq.so.5'))).toBe('libpq.so.5.18');
  expect(Object.values(programs).map((program) => statSync(program).mode & 0o777)).toEqual([0o755, 0o755]);
});
