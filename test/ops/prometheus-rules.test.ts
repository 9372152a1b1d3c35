// Alert rules: Prometheus takes them, each fires when it should, none on a system at rest, and all ask for metrics that exist.
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { exampleMetrics } from '../support/example-metrics.ts';

const RULES = 'ops/prometheus-rules.yml';
const TESTS = 'ops/prometheus-rules.test.yml';
const hasPromtool = spawnSync('promtool', ['--version']).status === 0;
const promtool = (...args: readonly string[]) => spawnSync('promtool', args, { encoding: 'utf8' });

test.runIf(hasPromtool)('Prometheus takes the rules, and they fire when they should', () => {
  for (const end of [promtool('check', 'rules', RULES), promtool('test', 'rules', TESTS)]) {
    expect(end.status, `${end.stdout}${end.stderr}`).toBe(0);
  }
});

test('each alert is tried', () => {
  const alerts = [...readFileSync(RULES, 'utf8').matchAll(/- alert: (\w+)/g)].map(([, name]) => name ?? '');
  const tests = readFileSync(TESTS, 'utf8');
  expect(alerts.filter((alert) => !tests.includes(`- name: ${alert}\n`))).toEqual([]);
  expect(alerts.length).toBeGreaterThan(8);
});

test('each metric of a rule is one of /metrics', async () => {
  const text = await exampleMetrics();
  const asked = new Set(readFileSync(RULES, 'utf8').match(/slipstream_[a-z_]+/g));
  expect([...asked].filter((name) => !text.includes(`# TYPE ${name} `))).toEqual([]);
});

test('each alert has its entry for whoever is on call, and no entry is of another', () => {
  const namesIn = (file: string, pattern: RegExp) =>
    [...readFileSync(file, 'utf8').matchAll(pattern)].map(([, name]) => name ?? '');
  const entries = namesIn('docs/on-call.md', /^## (\w+)$/gm);
  expect(entries).toEqual(namesIn(RULES, /- alert: (\w+)/g));
});
