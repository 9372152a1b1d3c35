// npm run prove [-- name …]: runs proofs (tests that keep figures) at full size and keeps these in docs/proofs.md. Without
// a name it lists them.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, tmpdir, totalmem } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const page = join(root, 'docs/proofs.md');
const suffix = '.int.test.ts';
const say = (line) => process.stdout.write(`${line}\n`);

/** By name, where the test is. */
const proofs = new Map(
  ['test/faults', 'test/proofs'].flatMap((folder) =>
    readdirSync(join(root, folder))
      .filter((file) => file.endsWith(suffix))
      .map((file) => [file.slice(0, -suffix.length), `${folder}/${file}`])
      .filter(([, path]) => readFileSync(join(root, path), 'utf8').includes('/support/proof.ts')),
  ),
);

/** The comment that a proof opens with. */
function purposeOf(name) {
  const lines = readFileSync(join(root, proofs.get(name)), 'utf8').split('\n');
  const end = lines.findIndex((line) => !line.startsWith('// '));
  return lines
    .slice(0, end)
    .map((line) => line.slice(3))
    .join(' ');
}

function prove(name) {
  const scratch = mkdtempSync(join(tmpdir(), 'slipstream-prove-'));
  const figures = join(scratch, 'figures');
  const began = performance.now();
  try {
    const vitest = join(root, 'node_modules/vitest/vitest.mjs');
    const run = spawnSync(process.execPath, [vitest, 'run', proofs.get(name)], {
      cwd: root,
      stdio: 'inherit',
      // Some look at half a million events at once.
      env: { ...process.env, PROVE_FIGURES: figures, NODE_OPTIONS: '--max-old-space-size=8192' },
    });
    if (run.status !== 0 || !existsSync(figures)) return false;
    const lines = readFileSync(figures, 'utf8').trim().split('\n');
    const seconds = Math.round((performance.now() - began) / 1000);
    keep(
      name,
      lines.map((line) => JSON.parse(line)),
      seconds,
    );
    return true;
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

function keep(name, scenarios, seconds) {
  const machine = `${cpus().length} × ${cpus()[0]?.model.trim()}, ${Math.round(totalmem() / 2 ** 30)} GiB`;
  const date = new Date().toISOString().slice(0, 10);
  const section = [
    `## ${name}`,
    '',
    purposeOf(name),
    '',
    `${date}; ${machine}; Node ${process.version}, ${process.platform}; ${seconds} s.`,
    ...scenarios.flatMap(({ scenario, measured }) => [
      '',
      `- ${scenario}`,
      ...Object.entries(measured).map(([figure, value]) => `  - ${figure}: ${value}`.trimEnd()),
    ]),
    '',
  ].join('\n');
  const [head = '', ...sections] = readFileSync(page, 'utf8').split(/^(?=## )/m);
  const others = sections
    .filter((each) => !each.startsWith(`## ${name}\n`))
    .map((each) => `${each.trim()}\n`);
  writeFileSync(page, `${[`${head.trim()}\n`, ...[...others, section].toSorted()].join('\n')}`);
  say(`Kept in docs/proofs.md under "${name}".`);
}

const asked = process.argv.slice(2);
const unknown = asked.filter((name) => !proofs.has(name));
if (asked.length === 0 || unknown.length > 0) {
  if (unknown.length > 0) say(`There is no proof ${unknown.join(', ')}.`);
  say('npm run prove -- <name> …, of:');
  for (const name of [...proofs.keys()].toSorted()) say(`  ${name}: ${purposeOf(name)}`);
  process.exitCode = unknown.length > 0 ? 1 : 0;
} else {
  const failed = asked.filter((name) => !prove(name));
  if (failed.length > 0) say(`Not proved: ${failed.join(', ')}.`);
  process.exitCode = failed.length > 0 ? 1 : 0;
}
