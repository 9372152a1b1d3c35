// A search for a text in all that a system keeps: every row of every table, every key of Redis and its value.
import type { Redis } from 'ioredis';
import { withClient } from './oracle/read-table-lanes.ts';

/** Names of the tables and keys in which one of the texts is found, whatever its case. */
export async function searchEverywhere(
  databaseUrl: string,
  redis: Redis,
  texts: readonly string[],
): Promise<readonly string[]> {
  const wanted = texts.map((text) => text.toLowerCase());
  const isFound = (text: string): boolean => wanted.some((one) => text.toLowerCase().includes(one));
  return [...(await tablesWith(databaseUrl, wanted)), ...(await keysWith(redis, isFound))];
}

async function tablesWith(databaseUrl: string, wanted: readonly string[]): Promise<readonly string[]> {
  return withClient(databaseUrl, async (client) => {
    const tables = await client.query<{ readonly name: string }>(
      'SELECT tablename AS name FROM pg_tables WHERE schemaname = current_schema()',
    );
    const found: string[] = [];
    for (const { name } of tables.rows) {
      const { rowCount } = await client.query(
        `SELECT FROM "${name}" t WHERE EXISTS (SELECT FROM unnest($1::TEXT[]) w WHERE strpos(lower(t::TEXT), w) > 0) LIMIT 1`,
        [wanted],
      );
      if (rowCount !== 0) found.push(`table ${name}`);
    }
    return found;
  });
}

async function keysWith(redis: Redis, isFound: (text: string) => boolean): Promise<readonly string[]> {
  const found: string[] = [];
  for (const key of await redis.keys('*')) {
    const value = await valueOf(redis, key);
    if (isFound(key) || isFound(value)) found.push(`key ${key}`);
  }
  return found;
}

async function valueOf(redis: Redis, key: string): Promise<string> {
  const type = await redis.type(key);
  switch (type) {
    case 'none':
      return '';
    case 'string':
      return (await redis.get(key)) ?? '';
    case 'hash':
      return JSON.stringify(await redis.hgetall(key));
    case 'list':
      return (await redis.lrange(key, 0, -1)).join();
    case 'set':
      return (await redis.smembers(key)).join();
    case 'zset':
      return (await redis.zrange(key, '0', '-1')).join();
    case 'stream':
      return JSON.stringify(await redis.xrange(key, '-', '+'));
    default:
      throw new Error(`${key} is a ${type}: nobody looks into that.`);
  }
}
