// Rights in Redis that BullMQ needs for the queue of doorbells, and its users for nudges.
import type { RedisRights } from '../../../model/redis-rights.ts';
import type { StoreKeys } from '../../../model/store-keys.ts';
import { BELL_QUEUE } from './bell-queue.ts';

/** A word that begins with `@` stands for a key. */
const TRIED = [
  ...['hset @hash field 1', 'hmset @hash field 1', 'hget @hash field', 'hmget @hash field', 'hgetall @hash'],
  ...['hexists @hash field', 'hincrby @hash field 1', 'hdel @hash field'],
  ...['zadd @sorted 0 member', 'zscore @sorted member', 'zcard @sorted', 'zrange @sorted 0 0'],
  ...['zrangebyscore @sorted -inf +inf', 'zrem @sorted member', 'bzpopmin @sorted 0.01'],
  ...['lpush @list 1', 'llen @list', 'lrange @list 0 0', 'rpoplpush @list @list', 'lrem @list 0 1'],
  ...['sadd @set member', 'scard @set', 'smembers @set', 'srem @set member'],
  ...['xadd @stream MAXLEN ~ 1 * field 1', 'xtrim @stream MAXLEN 0'],
  ...['set @text 1 PX 1000', 'get @text', 'incr @text', 'exists @text', 'pexpire @text 1000', 'pttl @text'],
  ...['time', `evalsha ${'0'.repeat(40)} 0`, 'eval return(1) 0', 'unlink @hash'],
  'del @hash @sorted @list @set @stream @text',
];

export function queueRights({ bellPrefix, nudges }: StoreKeys): RedisRights {
  const key = (name: string): string => `${bellPrefix}:${BELL_QUEUE}:check-${name}`;
  const commands = TRIED.map((line) => {
    const [command = '', ...args] = line.split(' ');
    return [command, ...args.map((word) => (word.startsWith('@') ? key(word.slice(1)) : word))] as const;
  });
  return { commands: [...commands, ['publish', nudges, '']], channels: [nudges] };
}
