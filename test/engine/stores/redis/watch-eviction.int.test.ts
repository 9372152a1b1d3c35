import { Redis } from 'ioredis';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { modules } from '../../../../src/app/modules.ts';
import { readinessOf } from '../../../../src/engine/host/readiness.ts';
import { watchEviction } from '../../../../src/engine/stores/redis/watch-eviction.ts';
import { silentLogger, type Logger } from '../../../../src/engine/model/logger.ts';
import { eventually } from '../../../support/eventually.ts';
import { settingsOf } from '../../../support/fault-scene.ts';
import { memoryEventReader } from '../../../support/memory-event-reader.ts';
import { withDatabase, withRedis } from '../../../support/servers.ts';
import { startApi, startWorker } from '../../../support/roles.ts';

const database = withDatabase();
const keeping = withRedis();
const evicting = withRedis({ settings: { maxmemory: '20mb', 'maxmemory-policy': 'allkeys-lru' } });

let admin: Redis;
beforeAll(() => {
  admin = new Redis(keeping().url);
});
afterAll(() => admin.disconnect());

const watch = (url: string, logger: Logger = silentLogger) =>
  watchEviction({
    servers: [{ setting: 'READ_MODEL_REDIS_URL', url }],
    logger,
    everyMs: 20,
    whileWrongMs: 20,
  });

const refusal = (setting: string) => ({
  code: 'REDIS_EVICTS',
  message: expect.stringMatching(
    new RegExp(`^${setting}: .*maxmemory-policy allkeys-lru.*Set maxmemory-policy to noeviction`),
  ),
});

describe('a Redis that evicts', () => {
  it.each([
    ['API', startApi],
    ['worker', startWorker],
  ])('is refused by the %s at its start, for documents and for queues', async (_role, start) => {
    const [kept, lost] = [keeping().url, evicting().url];
    const at = (redisUrl: string, readModelRedisUrl: string) =>
      start({
        settings: settingsOf({ databaseUrl: database().url, redisUrl, readModelRedisUrl }),
        modules,
        logger: silentLogger,
      });
    await expect(at(kept, lost)).rejects.toMatchObject(refusal('READ_MODEL_REDIS_URL'));
    await expect(at(lost, kept)).rejects.toMatchObject(refusal('REDIS_URL'));
    await expect(at(lost, lost)).rejects.toMatchObject(refusal('REDIS_URL'));
  });

  it('is seen where CONFIG is forbidden, and where it becomes so later', async () => {
    await admin.call('ACL', 'SETUSER', 'managed', 'on', '>secret', '~*', '&*', '+@all', '-config');
    const url = new URL(keeping().url);
    [url.username, url.password] = ['managed', 'secret'];
    const lines: unknown[] = [];
    const log = (fields: object): void => void lines.push(fields);
    const eviction = await watch(url.href, { ...silentLogger, error: log });
    const ready = readinessOf({
      reader: memoryEventReader(),
      documents: { read: async () => [] },
      projections: [],
      eviction,
    });
    expect(await ready()).toMatchObject({ ready: true, dependencies: { eviction: { ok: true } } });
    await admin.config('SET', 'maxmemory-policy', 'volatile-lru');
    await eventually('the policy to be seen', () => eviction.faults()[0]);
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(lines).toEqual([{ code: 'REDIS_EVICTS' }]);
    expect(await ready()).toMatchObject({
      ready: false,
      dependencies: { eviction: { ok: false, detail: expect.stringContaining('volatile-lru') } },
    });
    await expect(watch(url.href)).rejects.toMatchObject({ code: 'REDIS_EVICTS' });
    await admin.config('SET', 'maxmemory-policy', 'noeviction');
    await eventually('the policy to be right', () => eviction.faults().length === 0 || undefined);
    eviction.close();
  });
});

it('a Redis that is away is no reason not to start', async () => {
  const eviction = await watch('redis://127.0.0.1:1');
  expect(eviction.faults()).toEqual([]);
  eviction.close();
});
