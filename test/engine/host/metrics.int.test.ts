// `/metrics` of an API and a worker with real servers: every name of the contract, numbers that are true, and form that
// Prometheus takes.
import { spawnSync } from 'node:child_process';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { modules } from '../../../src/app/modules.ts';
import { loadSettings, requireServers } from '../../../src/engine/host/settings.ts';
import type { RunningWorker } from '../../../src/engine/host/roles.ts';
import { silentLogger } from '../../../src/engine/model/logger.ts';
import { eventually } from '../../support/eventually.ts';
import { metricsAt, valueOf } from '../../support/metrics.ts';
import { startWorker } from '../../support/roles.ts';
import { withShop } from '../../support/shop.ts';

const CONTRACT = [
  'slipstream_projection_lag_events',
  'slipstream_projection_lag_seconds_bucket',
  'slipstream_projection_lag_sla_breaches_total',
  'slipstream_dead_letters',
  'slipstream_projection_last_update_timestamp_seconds',
  'slipstream_serving_lag_seconds_bucket',
  'slipstream_command_duration_seconds_bucket',
  'slipstream_command_conflicts_total',
  'slipstream_read_duration_seconds_bucket',
  'slipstream_versioned_reads_total',
  'slipstream_subscribers',
  'slipstream_queue_jobs',
  'process_resident_memory_bytes',
  'nodejs_eventloop_lag_seconds',
];
const ORDER = { projection: 'order' };
const shop = withShop({ worker: false, reactions: true });
const hasPromtool = spawnSync('promtool', ['--version']).status === 0;

let worker: RunningWorker;
beforeAll(async () => {
  const env = { NODE_ENV: 'test', WORKER_PORT: '0', LAG_SLA_MS: '50' };
  const servers = { DATABASE_URL: shop().databaseUrl, REDIS_URL: shop().redisUrl };
  const settings = requireServers(loadSettings({ ...env, ...servers }));
  const before = await metricsAt(shop().api.url);
  expect(valueOf(before, 'slipstream_projection_lag_events', ORDER)).toBeGreaterThan(10);
  expect(valueOf(before, 'slipstream_projection_oldest_waiting_seconds', ORDER)).toBeGreaterThan(0);
  expect(valueOf(before, 'slipstream_projection_state', { ...ORDER, state: 'UNSERVED' })).toBe(1);
  expect(valueOf(before, 'slipstream_processes', { role: 'worker' })).toBe(0);
  worker = await startWorker({ settings, modules, logger: silentLogger });
  await shop().untilReady();
});
afterAll(() => worker.close(5000));

/** Something that a notice is told of. */
async function registerCustomer(customerId: string): Promise<void> {
  const input = { customerId, name: 'Ada', email: `${customerId}@shop.example` };
  await shop().api.services.commands.dispatch({
    ...{ command: 'registerCustomer', input, principal: 'test', correlationId: 'metrics' },
  });
}

const workerUrl = (): string => worker.url ?? '';

describe.each([
  ['an API', () => shop().api.url, []],
  // Nobody reads from a worker, and no notice is delivered to one.
  [
    'a worker',
    workerUrl,
    ['slipstream_serving_lag_seconds_bucket', 'slipstream_read_duration_seconds_bucket'],
  ],
] as const)('%s', (_, url, without) => {
  test('has all names of the contract, in a form that Prometheus takes', async () => {
    await shop().ask('{ order(id: "demo-order-1", minVersion: 1) { id } }');
    const all = CONTRACT.filter((name) => !without.some((each) => each === name));
    let tries = 0;
    const text = await eventually(
      'all names',
      async () => {
        await registerCustomer(`metrics-${without.length}-${(tries += 1)}`);
        const now = await metricsAt(url());
        const missing = all.filter((name) => !new RegExp(`^${name}[{ ]`, 'm').test(now));
        if (missing.length > 0) throw new Error(missing.join(' '));
        return now;
      },
      { everyMs: 200 },
    );
    if (!hasPromtool) return;
    const checked = spawnSync('promtool', ['check', 'metrics'], { input: text, encoding: 'utf8' });
    expect(`${checked.stdout}${checked.stderr}`).toBe('');
    expect(checked.status).toBe(0);
  });

  test('says at rest that nothing waits, and that all is served', async () => {
    const text = await eventually('rest', async () => {
      const now = await metricsAt(url());
      return valueOf(now, 'slipstream_projection_lag_events', ORDER) === 0 ? now : undefined;
    });
    expect(valueOf(text, 'slipstream_projection_oldest_waiting_seconds', ORDER)).toBe(0);
    expect(valueOf(text, 'slipstream_projection_state', { ...ORDER, state: 'LIVE' })).toBe(1);
    expect(valueOf(text, 'slipstream_processes', { role: 'worker' })).toBe(1);
    expect(valueOf(text, 'slipstream_queue_heard')).toBe(1);
    expect(valueOf(text, 'slipstream_redis_evicts')).toBe(0);
    expect(valueOf(text, 'slipstream_status_known')).toBe(1);
  });
});

test('an API counts commands by name, and reads by what became of them', async () => {
  const { url } = shop().api;
  const counted = async () => {
    const text = await metricsAt(url);
    const of = (command: string, outcome: string) =>
      valueOf(text, 'slipstream_command_duration_seconds_count', { command, outcome }) ?? 0;
    return {
      refused: of('cancelOrder', 'refused'),
      unknown: of('other', 'failed'),
      reached: valueOf(text, 'slipstream_versioned_reads_total', { outcome: 'reached' }) ?? 0,
      behind: valueOf(text, 'slipstream_versioned_reads_total', { outcome: 'PROJECTION_BEHIND' }) ?? 0,
      reads: valueOf(text, 'slipstream_read_duration_seconds_count', ORDER) ?? 0,
    };
  };
  const before = await counted();
  const { commands, reads } = shop().api.services;
  const request = { principal: 'test', correlationId: 'c' };
  await commands.dispatch({
    ...request,
    command: 'cancelOrder',
    input: { orderId: 'no-such', reason: 'late' },
  });
  await expect(commands.dispatch({ ...request, command: 'drop table', input: {} })).rejects.toThrow(
    'drop table',
  );
  const read = { readModel: 'order', id: 'demo-order-1', maxWaitMs: 0, ifBehind: 'ERROR' } as const;
  await reads.read(read);
  await reads.read({ ...read, minVersion: 1 });
  await expect(reads.read({ ...read, minVersion: 10_000 })).rejects.toThrow();
  const after = await counted();
  expect(after).toEqual({
    ...{ refused: before.refused + 1, unknown: before.unknown + 1, reached: before.reached + 1 },
    ...{ behind: before.behind + 1, reads: before.reads + 3 },
  });
});

test('a worker is ready, and says of what', async () => {
  const response = await fetch(`${workerUrl()}/ready`);
  expect(response.status).toBe(200);
  const { dependencies } = (await response.json()) as { readonly dependencies: object };
  expect(Object.keys(dependencies)).toEqual(['postgres', 'readModels', 'eviction', 'store', 'queue']);
  expect((await fetch(`${workerUrl()}/graphql`)).status).toBe(404);
});
