import { execFile } from 'node:child_process';
import { rmSync } from 'node:fs';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { cruiseSource } from './cruise.ts';
import { plants, plotsOf, writeProject, type Plant } from './planted.ts';
import { cruisedRules } from './rules.ts';
import { filesBelow } from './files.ts';

const folders: string[] = [];
afterAll(() => folders.forEach((folder) => rmSync(folder, { recursive: true })));

describe('imports run one way', () => {
  test('in this project, of which every module is seen', async () => {
    const { modules, violations } = await cruiseSource(process.cwd());
    expect(violations).toEqual([]);
    const onDisk = filesBelow('src').filter((file) => file.endsWith('.ts'));
    expect(onDisk.filter((file) => !modules.includes(file))).toEqual([]);
    expect(modules.length).toBeGreaterThan(80);
  });

  test('in the small project that the violations are planted in', async () => {
    const root = project([]);
    const { modules, violations } = await cruiseSource(root);
    expect(violations).toEqual([]);
    expect(modules).toHaveLength(34);
    expect(await lint(root)).not.toContain('no-restricted-imports');
  });

  describe.each(plotsOf(plants))('but where it is planted', (...plot) => {
    let violations: readonly string[];
    let linted: string;
    beforeAll(async () => {
      const root = project(plot);
      [{ violations }, linted] = await Promise.all([cruiseSource(root), lint(root)]);
    });

    test.each(plot)('$rule: $file → $imports', (plant) => {
      const broken = violations.filter(
        (found) => found.startsWith(`${plant.rule}:`) && found.includes(plant.file),
      );
      expect(broken, `of ${JSON.stringify(violations)}`).not.toEqual([]);
      if (plant.inEditor === false) return;
      const seen = linted.split('\n').filter((line) => line.includes(plant.file));
      expect(seen.join('\n')).toMatch(/no-restricted-imports|no-cycle/);
    });
  });

  test('each rule has its planted violation', () => {
    const planted = new Set(plants.map(({ rule }) => rule));
    expect(cruisedRules.map(({ name }) => name).filter((name) => !planted.has(name ?? ''))).toEqual([]);
  });
});

function project(broken: readonly Plant[]): string {
  const root = writeProject(broken);
  folders.push(root);
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
