// The memory that a generation takes in Redis, held against the sum over all of its keys.
import { Redis } from 'ioredis';
import { expect, test } from 'vitest';
import { generationBytes } from '../../../../src/engine/stores/redis/generation-bytes.ts';
import { withRedis } from '../../../support/servers.ts';
import { keys } from '../../../support/store-keys.ts';

const server = withRedis();

test('documents and indexes of the generations that are asked for are estimated, and nothing else', async () => {
  const redis = new Redis(server().url);
  const lanes = [0, 1].map((lane) => ({ projection: 'order', lane }));
  const own: string[] = [];
  for (const lane of lanes) {
    for (let index = 0; index < 300; index += 1) {
      const key = keys.document(lane, 'v1-a.2.x', `id-${index}`);
      await redis.set(key, 'x'.repeat(500 + (index % 10) * 100));
      own.push(key);
      const list = keys.index(lane, 'v1-a.2.x', `list:customer:${index % 30}`);
      await redis.zadd(list, index, `member-${index}`);
      own.push(list);
    }
    await redis.set(keys.document(lane, 'v1-b.2.y', 'other'), 'x'.repeat(1_000_000));
  }
  await redis.set(keys.document({ projection: 'customer', lane: 0 }, 'v1-a.2.x', 'c'), 'x'.repeat(1_000_000));
  const sizes = await Promise.all([...new Set(own)].map((key) => redis.memory('USAGE', key)));
  const sum = sizes.reduce<number>((all, size) => all + (size ?? 0), 0);
  const generations = lanes.map((lane) => ({ lane, generation: 'v1-a.2.x' }));
  const bytes = (await generationBytes({ redis, keys }, generations)).get('order') ?? 0;
  redis.disconnect();
  expect(bytes / sum).toBeGreaterThan(0.85);
  expect(bytes / sum).toBeLessThan(1.15);
});
