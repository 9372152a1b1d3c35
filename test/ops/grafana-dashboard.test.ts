// The Grafana dashboard: what it asks for is in /metrics, Prometheus takes every question, and no panel lies on another.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { exampleMetrics } from '../support/example-metrics.ts';

const Place = z.object({ x: z.number(), y: z.number(), w: z.number(), h: z.number() });
const Panel = z.object({
  ...{ id: z.number(), type: z.string(), title: z.string(), gridPos: Place },
  description: z.string().optional(),
  fieldConfig: z.object({ defaults: z.object({ unit: z.string() }) }).optional(),
  targets: z.array(z.object({ refId: z.string(), expr: z.string() })).default([]),
});
const Dashboard = z.object({
  schemaVersion: z.number(),
  templating: z.object({ list: z.array(z.object({ name: z.string(), definition: z.string().optional() })) }),
  panels: z.array(Panel),
});

const { schemaVersion, templating, panels } = Dashboard.parse(
  JSON.parse(readFileSync('ops/grafana-dashboard.json', 'utf8')),
);
const shown = panels.filter(({ type }) => type !== 'row');
const expressions = panels.flatMap(({ targets }) => targets.map(({ expr }) => expr));
const questions = [...expressions, ...templating.list.flatMap(({ definition = '' }) => definition)];
const hasPromtool = spawnSync('promtool', ['--version']).status === 0;

const METRIC = /\b(?:slipstream|process|nodejs)_[a-z0-9_]+/g;
/** Given by Prometheus to all that it scrapes. */
const GIVEN = ['instance', 'job'];

function labelsOf(text: string): ReadonlyMap<string, ReadonlySet<string>> {
  const all = new Map<string, Set<string>>();
  for (const [, name = '', inside = ''] of text.matchAll(/^([a-z_0-9]+)(?:\{(.*)\})? \S+$/gm)) {
    const labels = all.get(name) ?? new Set<string>();
    for (const [, label = ''] of inside.matchAll(/(\w+)="/g)) labels.add(label);
    all.set(name, labels);
  }
  return all;
}

test('each metric and each label of a question is one of /metrics', async () => {
  const known = labelsOf(await exampleMetrics());
  const missing = questions.flatMap((question) => {
    const metrics = question.match(METRIC) ?? [];
    const [withoutTexts, groups] = [question.replaceAll(/"[^"]*"/g, '""'), /by \(([^)]*)\)/g];
    const asked = [
      ...[...withoutTexts.matchAll(/(\w+)\s*(?:=~|!~|!=|=)\s*""/g)].map(([, label = '']) => label),
      ...[...withoutTexts.matchAll(groups)].flatMap(([, list = '']) => list.split(/,\s*/)),
      ...[...withoutTexts.matchAll(/^label_values\(\w+, (\w+)\)$/g)].map(([, label = '']) => label),
    ];
    const has = (label: string): boolean =>
      GIVEN.includes(label) || metrics.every((metric) => known.get(metric)?.has(label) === true);
    return [...metrics.filter((metric) => !known.has(metric)), ...asked.filter((label) => !has(label))].map(
      (what) => `${what} in ${question}`,
    );
  });
  expect(missing).toEqual([]);
  expect(new Set(questions.flatMap((question) => question.match(METRIC) ?? [])).size).toBeGreaterThan(15);
});

test('every metric of ours is shown', async () => {
  const ours = (await exampleMetrics()).match(/(?<=^# TYPE )slipstream_[a-z_]+/gm) ?? [];
  const all = questions.join('\n');
  // What it says is an alert, and no line that somebody follows.
  expect(ours.filter((name) => !all.includes(name))).toEqual(['slipstream_redis_evicts']);
});

test('legends name only labels that are there', () => {
  const file = readFileSync('ops/grafana-dashboard.json', 'utf8');
  const named = new Set([...file.matchAll(/\{\{(\w+)\}\}/g)].map(([, label = '']) => label));
  const grouped = new Set([
    ...GIVEN,
    ...expressions.flatMap((each) =>
      [...each.matchAll(/by \(([^)]*)\)/g)].flatMap(([, list = '']) => list.split(/,\s*/)),
    ),
  ]);
  expect([...named].filter((label) => !grouped.has(label))).toEqual([]);
});

test.runIf(hasPromtool)('Prometheus takes every question', () => {
  const folder = mkdtempSync(join(tmpdir(), 'dashboard-'));
  try {
    const rules = expressions.map((expr, index) => ({
      record: `question:${index}`,
      expr: expr.replaceAll('$__rate_interval', '1m'),
    }));
    const file = join(folder, 'rules.yml');
    // JSON is YAML.
    writeFileSync(file, JSON.stringify({ groups: [{ name: 'dashboard', rules }] }));
    const end = spawnSync('promtool', ['check', 'rules', file], { encoding: 'utf8' });
    expect(end.status, `${end.stdout}${end.stderr}`).toBe(0);
    expect(end.stdout).toContain(`${expressions.length} rules found`);
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test('each panel says what it shows and in which unit, and lies on no other', () => {
  expect(schemaVersion).toBeGreaterThanOrEqual(39);
  expect(new Set(panels.map(({ id }) => id)).size).toBe(panels.length);
  expect(new Set(panels.map(({ title }) => title)).size).toBe(panels.length);
  expect(shown.filter(({ description }) => (description ?? '') === '')).toEqual([]);
  expect(shown.filter(({ fieldConfig }) => (fieldConfig?.defaults.unit ?? '') === '')).toEqual([]);
  const cells = panels.flatMap(({ gridPos: { x, y, w, h } }) =>
    Array.from({ length: w * h }, (_, cell) => `${x + (cell % w)},${y + Math.floor(cell / w)}`),
  );
  expect(new Set(cells).size).toBe(cells.length);
  expect(Math.max(...panels.map(({ gridPos: { x, w } }) => x + w))).toBeLessThanOrEqual(24);
});
