// All that is in a generation of a lane in Redis, looked through beside everything else that is asked: documents by SCAN, for
// the register does not know all of them, and indexes by the register, which does.
import type { ContentEntry, LaneContents } from '../../model/lane-contents.ts';
import type { Lane } from '../../model/lane.ts';
import { PARKED_INDEX } from '../../model/parked.ts';
import { documentName } from '../../model/store-keys.ts';
import type { StoreRedis } from './connect-redis.ts';

/** Keys of the whole store that are looked at per step, for which Redis takes a millisecond or two. */
const KEYS = 4000;
/** Names in a register, and members of an index. */
const MEMBERS = 1000;

/** Indexes whose first members are read in one round trip, and so many of each. */
const INDEXES_AT_ONCE = 50;
const FIRST_MEMBERS = 100;

/** Not what is found by: the register itself, documents; who embeds what, by reference, and what is parked are said of documents too. */
const OTHERS = new RegExp(`^($|${documentName('')}|in:|${PARKED_INDEX}$)`);

export function laneContents(store: StoreRedis): LaneContents {
  const { redis, keys } = store;
  return {
    async *ids(lane, generation) {
      const start = keys.document(lane, generation, '').length;
      const pattern = keys.documents(lane, generation);
      for await (const found of steps((cursor) => redis.scan(cursor, 'MATCH', pattern, 'COUNT', KEYS))) {
        if (found.length > 0) yield found.map((key) => key.slice(start));
      }
    },
    async *entries(lane, generation) {
      const register = keys.register(lane, generation);
      const indexes = new Set<string>();
      for await (const names of steps((cursor) => redis.sscan(register, cursor, 'COUNT', MEMBERS))) {
        for (const name of names) if (!OTHERS.test(name)) indexes.add(name);
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

type Step = [next: string, found: string[]];

/** All that a SCAN or SSCAN finds, step by step. */
async function* steps(scan: (cursor: string) => Promise<Step>): AsyncIterable<readonly string[]> {
  let cursor = '0';
  do {
    const [next, found] = await scan(cursor);
    yield found;
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
