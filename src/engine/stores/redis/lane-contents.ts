// All that is in a generation of a lane in Redis, looked through by SCAN beside everything else that is asked.
import type { ContentEntry, LaneContents } from '../../model/lane-contents.ts';
import type { Lane } from '../../model/lane.ts';
import { PARKED_INDEX } from '../../model/parked.ts';
import { documentName } from '../../model/store-keys.ts';
import type { StoreRedis } from './connect-redis.ts';

/** Keys of the whole store that are looked at per step, for which Redis takes a millisecond or two; and members of an index. */
const KEYS = 4000;
const MEMBERS = 1000;

/** Indexes whose first members are read in one round trip, and so many of each. */
const INDEXES_AT_ONCE = 50;
const FIRST_MEMBERS = 100;

/** Who embeds what, by reference, and what is parked: both are said of documents too. */
const OTHERS = new RegExp(`^(in:|${PARKED_INDEX}$)`);

export function laneContents(store: StoreRedis): LaneContents {
  const { redis, keys } = store;
  return {
    async *ids(lane, generation) {
      const start = documentName('');
      for await (const page of namesIn(store, { lane, generation }, 'string')) {
        yield page.filter((name) => name.startsWith(start)).map((name) => name.slice(start.length));
      }
    },
    async *entries(lane, generation) {
      const indexes = new Set<string>();
      for await (const page of namesIn(store, { lane, generation }, 'zset')) {
        for (const name of page) if (!OTHERS.test(name)) indexes.add(name);
      }
      yield* membersOf(store, { lane, generation }, [...indexes]);
    },
    values: (lane, generation, entries) =>
      Promise.all(
        entries.map(({ index, member }) => redis.zscore(keys.index(lane, generation, index), member)),
      ),
  };
}

interface Place {
  readonly lane: Lane;
  readonly generation: string;
}

/** Without what all keys of the generation begin with. */
async function* namesIn(
  { redis, keys }: StoreRedis,
  { lane, generation }: Place,
  type: 'string' | 'zset',
): AsyncIterable<readonly string[]> {
  const start = keys.index(lane, generation, '').length;
  let cursor = '0';
  do {
    const pattern = keys.ofGeneration(lane, generation);
    const [next, found] = await redis.scan(cursor, 'MATCH', pattern, 'COUNT', KEYS, 'TYPE', type);
    if (found.length > 0) yield found.map((key) => key.slice(start));
    cursor = next;
  } while (cursor !== '0');
}

/** Many indexes are short, such as one for each value of a list: with a round trip for each it would take minutes. */
async function* membersOf(
  { redis, keys }: StoreRedis,
  { lane, generation }: Place,
  indexes: readonly string[],
): AsyncIterable<readonly ContentEntry[]> {
  const scan = async (index: string, cursor: string, count: number) => {
    const [next, flat] = await redis.zscan(keys.index(lane, generation, index), cursor, 'COUNT', count);
    return { index, next, found: entriesOf(index, flat) };
  };
  for (let at = 0; at < indexes.length; at += INDEXES_AT_ONCE) {
    const some = indexes.slice(at, at + INDEXES_AT_ONCE);
    const firsts = await Promise.all(some.map((index) => scan(index, '0', FIRST_MEMBERS)));
    yield firsts.flatMap(({ found }) => found);
    for (const { index, next } of firsts) {
      for (let cursor = next; cursor !== '0';) {
        const more = await scan(index, cursor, MEMBERS);
        yield more.found;
        cursor = more.next;
      }
    }
  }
}

/** @param flat members and their scores by turns. */
const entriesOf = (index: string, flat: readonly string[]): readonly ContentEntry[] =>
  flat.flatMap((member, at) => (at % 2 === 0 ? [{ index, member, value: flat[at + 1] ?? '' }] : []));
