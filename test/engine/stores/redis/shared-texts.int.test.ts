// Texts that clients have registered, in a real Redis: bounded, passing, and nothing that anybody has to wait for.
import { expect, test } from 'vitest';
import { connectRedis } from '../../../../src/engine/stores/redis/connect-redis.ts';
import { createSharedTexts } from '../../../../src/engine/stores/redis/shared-texts.ts';
import { LIMITS } from '../../../../src/engine/model/limits.ts';
import { eventually } from '../../../support/eventually.ts';
import { withRedis } from '../../../support/servers.ts';
import { keys } from '../../../support/store-keys.ts';
import { sha256 } from '../../../support/trusted-documents.ts';

const server = withRedis({}, 'test');

function scene() {
  const redis = connectRedis({ url: server().url, role: 'api' });
  const texts = createSharedTexts({ redis, keys });
  const untilKept = (hash: string) =>
    eventually('it to be kept', async () => (await texts.read([hash])).get(hash));
  return { redis, texts, untilKept };
}

test('a text is kept for a day, and one that is too long is not', async () => {
  const { redis, texts, untilKept } = scene();
  await redis.ping().catch(() => {});
  const long = 'x'.repeat(LIMITS.sharedTextBytes + 1);
  await eventually('Redis', () => redis.ping());
  texts.keep(sha256(long), long);
  texts.keep(sha256('{ a }'), '{ a }');
  expect(await untilKept(sha256('{ a }'))).toBe('{ a }');
  const [key = '', ...others] = await redis.keys('*');
  expect(others).toEqual([]);
  expect(await redis.ttl(key)).toBeGreaterThan(86_000);
  redis.disconnect();
});

test('there are so many places, however many texts there are', async () => {
  const { redis, texts, untilKept } = scene();
  await eventually('Redis', () => redis.ping());
  for (let n = 0; n < 3 * LIMITS.sharedTexts; n += 1) {
    texts.keep(sha256(String(n)), String(n));
    if (n % 10 === 9) await redis.ping();
  }
  const last = 'the last one';
  texts.keep(sha256(last), last);
  expect(await untilKept(sha256(last))).toBe(last);
  const places = await redis.dbsize();
  expect(places).toBeGreaterThan(LIMITS.sharedTexts / 2);
  expect(places).toBeLessThanOrEqual(LIMITS.sharedTexts);
  redis.disconnect();
});

test('a Redis that is away knows nothing, and is told nothing', async () => {
  const { redis, texts } = scene();
  await eventually('Redis', () => redis.ping());
  await server().stop();
  for (let n = 0; n < 100; n += 1) texts.keep(sha256(String(n)), String(n));
  expect(await texts.read([sha256('1')])).toEqual(new Map());
  expect(await texts.read([])).toEqual(new Map());
  redis.disconnect();
});
