// Rights in Redis that documents and their notices need.
import type { RedisRights } from '../../model/redis-rights.ts';
import type { StoreKeys } from '../../model/store-keys.ts';

const lane = { projection: 'check', lane: 0 };

export function documentRights(keys: StoreKeys): RedisRights {
  const key = keys.document(lane, '-', '-');
  const other = keys.wanted(lane);
  const hash = keys.strikes(lane);
  const index = keys.index(lane, '-', '-');
  const channel = keys.notices(lane);
  return {
    commands: [
      ['set', key, '1', 'PX', '1000'],
      ['get', key],
      ['getrange', key, '0', '1'],
      ['mget', key, other],
      ['zadd', index, '0', 'member'],
      ['zcard', index],
      ['zscore', index, 'member'],
      ['zscan', index, '0'],
      ['zcount', index, '-inf', '+inf'],
      ['zrangebylex', index, '-', '+'],
      ['zrangebyscore', index, '-inf', '+inf'],
      ['zrevrange', index, '0', '0'],
      ['zrem', index, 'member'],
      ['hset', hash, 'field', '1'],
      ['hget', hash, 'field'],
      ['hgetall', hash],
      ['hdel', hash, 'field'],
      ['scan', '0', 'MATCH', key, 'COUNT', '1'],
      ['time'],
      ['eval', 'return 1', '0'],
      ['evalsha', '0'.repeat(40), '0'],
      ['publish', channel, ''],
      ['del', key],
      ['unlink', key, index],
    ],
    channels: [channel],
  };
}
