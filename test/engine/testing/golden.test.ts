// The golden file of folds, tried in a process of its own: branches are counted from the first time that code is loaded.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';

const Tried = z.object({ results: z.record(z.string(), z.array(z.string())), text: z.string() });
const folder = mkdtempSync(join(tmpdir(), 'slipstream-golden-'));
afterAll(() => rmSync(folder, { recursive: true }));

let tried: z.infer<typeof Tried>;
beforeAll(() => {
  const program = ['--conditions=source', '--import', 'tsx', 'test/support/golden/tries.ts'];
  const run = spawnSync(process.execPath, [...program, join(folder, 'folds.json')], { encoding: 'utf8' });
  expect(run.stderr).toBe('');
  tried = Tried.parse(JSON.parse(run.stdout));
});
const said = (name: string): readonly string[] | undefined => tried.results[name];

test('a branch that no history takes is named, but for one that throws', () => {
  expect(said('forgottenBranch')).toEqual([
    expect.stringMatching(/^test\/support\/golden\/brightness\.ts:4: a fold comes here in no history/),
  ]);
});

test('an event that no history tells of is named', () => {
  expect(said('forgottenEvent')).toContain('projection lamp folds LampDimmed, of which no history tells.');
});

test('the file is written where nothing is wrong, and then nothing is left to say', () => {
  expect(said('missing')).toEqual([
    expect.stringMatching(/folds\.json is not up to date: run `npm run folds`/),
  ]);
  expect(said('written')).toEqual([]);
  expect(said('same')).toEqual([]);
  expect(tried.text).toMatch(/"projection lamp": \{\n {4}"version": 2,/);
});

test('another result under the same version is refused, and not written over', () => {
  const raise = /^Raise the version of projection lamp to 2: .* "lamps are hung" than before/;
  expect(said('changed')).toEqual([expect.stringMatching(raise)]);
  expect(said('changedAndWritten')).toEqual([expect.stringMatching(raise)]);
  expect(said('kept')).toEqual([]);
});

test('a version is raised with the file, and never falls', () => {
  expect(said('raisedUnwritten')).toEqual([expect.stringMatching(/not up to date/)]);
  expect([said('raised'), said('raisedKept')]).toEqual([[], []]);
  expect(said('lowered')).toEqual(['The version of projection lamp went from 2 to 1: it only rises.']);
  expect(said('newHistory')).toEqual([expect.stringMatching(/not up to date/)]);
});
