// Metrics of a process: breaches are counted when they begin, names are bounded, and counts of several processes are added up.
import { expect, test } from 'vitest';
import { shop } from '../../../src/app/system.ts';
import { metricsText } from '../../../src/engine/observability/metrics-text.ts';
import { processMetrics, type ProcessMetrics } from '../../../src/engine/observability/process-metrics.ts';
import { valueOf } from '../../support/metrics.ts';

const metrics = (): ProcessMetrics => processMetrics(shop, { lagSlaMs: 500 });
const textOf = async (...all: readonly ProcessMetrics[]): Promise<string> =>
  metricsText(await Promise.all(all.map(({ read }) => read())), '');
const order = { projection: 'order' };

test('a breach is counted when the lag rises above what it may be, once until it is over', async () => {
  const one = metrics();
  for (const ms of [0, 500, 501, 9000, 400, 600]) one.lag('order', ms);
  const text = await textOf(one);
  expect(valueOf(text, 'slipstream_projection_lag_sla_breaches_total', order)).toBe(2);
  expect(valueOf(text, 'slipstream_projection_lag_sla_breaches_total', { projection: 'customer' })).toBe(0);
  expect(valueOf(text, 'slipstream_projection_lag_seconds_count', order)).toBe(6);
  expect(valueOf(text, 'slipstream_projection_lag_seconds_sum', order)).toBeCloseTo(11.001);
  const below = (le: string) => valueOf(text, 'slipstream_projection_lag_seconds_bucket', { ...order, le });
  expect([below('0.5'), below('1'), below('5'), below('10'), below('+Inf')]).toEqual([3, 5, 5, 6, 6]);
});

test('several processes are added up, but all of them see the same breach', async () => {
  const [one, two] = [metrics(), metrics()];
  for (const each of [one, two]) {
    each.lag('order', 700);
    each.commands.done('createOrder', 'accepted', 3);
    each.commands.conflict('createOrder');
    each.subscribers(() => 2);
  }
  const text = await textOf(one, two);
  const command = { command: 'createOrder' };
  expect(valueOf(text, 'slipstream_projection_lag_sla_breaches_total', order)).toBe(1);
  expect(valueOf(text, 'slipstream_command_conflicts_total', command)).toBe(2);
  expect(valueOf(text, 'slipstream_subscribers')).toBe(4);
  const accepted = { ...command, outcome: 'accepted' };
  expect(valueOf(text, 'slipstream_command_duration_seconds_count', accepted)).toBe(2);
});

test('names that nobody has defined are one series', async () => {
  const one = metrics();
  for (let index = 0; index < 100; index += 1) {
    one.commands.done(`nonsense${index}`, 'failed', 1);
    one.reads.took(`nonsense${index}`, 1);
  }
  const text = await textOf(one);
  const failed = { command: 'other', outcome: 'failed' };
  expect(valueOf(text, 'slipstream_command_duration_seconds_count', failed)).toBe(100);
  expect(valueOf(text, 'slipstream_read_duration_seconds_count', { projection: 'other' })).toBe(100);
  expect(text).not.toContain('nonsense');
});
