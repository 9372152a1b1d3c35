import { statSync } from 'node:fs';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import { describe, expect, onTestFinished, test } from 'vitest';
import { answersPing } from '../../../src/dev/local/redis-wire.ts';
import { startRedis, type RunningRedis } from '../../../src/dev/local/redis.ts';
import { ownFolder, ownRedis } from '../../support/servers.ts';

async function ask(url: string, command: string, ...args: readonly string[]): Promise<unknown> {
  const client = new Redis(url, { lazyConnect: true, maxRetriesPerRequest: 0, retryStrategy: () => null });
  client.on('error', () => undefined);
  try {
    await client.connect();
    return await client.call(command, ...args);
  } finally {
    client.disconnect();
  }
}

const stopAtTheEnd = (redis: RunningRedis): RunningRedis => {
  onTestFinished(() => redis.stop());
  return redis;
};

describe('a local Redis', () => {
  test('never evicts, forgets nothing while it runs, and lets nobody in without the password', async () => {
    const redis = stopAtTheEnd(await ownRedis());
    expect(await ask(redis.url, 'CONFIG', 'GET', 'maxmemory-policy')).toEqual([
      'maxmemory-policy',
      'noeviction',
    ]);
    expect(await ask(redis.url, 'CONFIG', 'GET', 'bind')).toEqual(['bind', '127.0.0.1']);
    expect(await answersPing(redis.port, 'guess')).toBe(false);
    await expect(ask(`redis://127.0.0.1:${redis.port}`, 'GET', 'a')).rejects.toThrow();
  });

  test('keeps data, port and password over a stop when it persists', async () => {
    const dataDir = ownFolder('persistent');
    const first = await startRedis({ dataDir, persist: true });
    await ask(first.url, 'SET', 'a', '1');
    await first.stop();
    const second = stopAtTheEnd(await startRedis({ dataDir, persist: true }));
    expect(second.url).toBe(first.url);
    expect(await ask(second.url, 'GET', 'a')).toBe('1');
    expect(statSync(join(dataDir, 'redis.conf')).mode & 0o777).toBe(0o600);
  });

  test('comes back empty after kill -9 when it does not', async () => {
    const dataDir = ownFolder('forgetful');
    const first = await startRedis({ dataDir });
    await ask(first.url, 'SET', 'a', '1');
    await first.kill('SIGKILL');
    const second = stopAtTheEnd(await startRedis({ dataDir, port: first.port }));
    expect(await ask(second.url, 'GET', 'a')).toBeNull();
  });

  test('takes further settings, and says why it does not start', async () => {
    const redis = stopAtTheEnd(await ownRedis({ settings: { maxmemory: '3mb' } }));
    expect(await ask(redis.url, 'CONFIG', 'GET', 'maxmemory')).toEqual(['maxmemory', '3145728']);
    await expect(ownRedis({ settings: { 'no-such-setting': '1' } })).rejects.toThrow(/no-such-setting/);
    await expect(ownRedis({ port: redis.port })).rejects.toThrow(/already in use/);
  });
});
