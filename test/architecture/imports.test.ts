import { execFile } from 'node:child_process';
import { rmSync } from 'node:fs';
import { promisify } from 'node:util';
import { describe, expect, onTestFinished, test } from 'vitest';
import { cruiseSource } from './cruise.ts';
import { plants, writeProject, type Plant } from './planted.ts';
import { cruisedRules } from './rules.ts';
import { filesBelow } from './files.ts';

describe('imports run one way', () => {
  test('in this project, of which every module is seen', async () => {
    const { modules, violations } = await cruiseSource(process.cwd());
    expect(violations).toEqual([]);
    const onDisk = filesBelow('src').filter((file) => file.endsWith('.ts'));
    expect(onDisk.filter((file) => !modules.includes(file))).toEqual([]);
    expect(modules.length).toBeGreaterThan(80);
  });

  test('in the small project that the violations are planted in', async () => {
    const root = project();
    const { modules, violations } = await cruiseSource(root);
    expect(violations).toEqual([]);
    expect(modules).toHaveLength(34);
    expect(await lint(root)).not.toContain('no-restricted-imports');
  });

  test.each(plants)('$rule: $file → $imports', async (plant) => {
    const root = project(plant);
    const { violations } = await cruiseSource(root);
    const broken = violations.filter(
      (found) => found.startsWith(`${plant.rule}:`) && found.includes(plant.file),
    );
    expect(broken, `of ${JSON.stringify(violations)}`).not.toEqual([]);
    if (plant.inEditor !== false) expect(await lint(root)).toMatch(/no-restricted-imports|no-cycle/);
  });

  test('each rule has its planted violation', () => {
    const planted = new Set(plants.map(({ rule }) => rule));
    expect(cruisedRules.map(({ name }) => name).filter((name) => !planted.has(name ?? ''))).toEqual([]);
  });
});

function project(plant?: Plant): string {
  const root = writeProject(plant);
  onTestFinished(() => rmSync(root, { recursive: true }));
  return root;
}

async function lint(root: string): Promise<string> {
  const oxlint = `${process.cwd()}/node_modules/.bin/oxlint`;
  const run = promisify(execFile)(oxlint, ['-c', '.oxlintrc.json', '--format', 'unix', 'src'], { cwd: root });
  return run.then(
    ({ stdout }) => stdout,
    (failed: { stdout: string }) => failed.stdout,
  );
}
