// All that is in a generation of a lane in Redis, looked through by SCAN beside everything else that is asked.
import type { ContentEntry, LaneContents } from '../../model/lane-contents.ts';
import type { Lane } from '../../model/lane.ts';
import { PARKED_INDEX } from '../../model/parked.ts';
import { documentName } from '../../model/store-keys.ts';
import type { StoreRedis } from './connect-redis.ts';

/** Keys or members looked at per step. */
const COUNT = 1000;

/** Who embeds what, by reference, and what is parked: both are said of documents too. */
const OTHERS = new RegExp(`^(in:|${PARKED_INDEX}$)`);

export function laneContents({ redis, keys }: StoreRedis): LaneContents {
  /** Without what all keys of the generation begin with. */
  async function* names(lane: Lane, generation: string, type: string): AsyncIterable<readonly string[]> {
    const start = keys.index(lane, generation, '').length;
    let cursor = '0';
    do {
      const pattern = keys.ofGeneration(lane, generation);
      const [next, found] = await redis.scan(cursor, 'MATCH', pattern, 'COUNT', COUNT, 'TYPE', type);
      if (found.length > 0) yield found.map((key) => key.slice(start));
      cursor = next;
    } while (cursor !== '0');
  }
  async function* members(
    lane: Lane,
    generation: string,
    index: string,
  ): AsyncIterable<readonly ContentEntry[]> {
    let cursor = '0';
    do {
      const [next, flat] = await redis.zscan(keys.index(lane, generation, index), cursor, 'COUNT', COUNT);
      const found = flat.flatMap((member, at) =>
        at % 2 === 0 ? [{ index, member, value: flat[at + 1] ?? '' }] : [],
      );
      if (found.length > 0) yield found;
      cursor = next;
    } while (cursor !== '0');
  }
  return {
    async *ids(lane, generation) {
      const start = documentName('');
      for await (const page of names(lane, generation, 'string')) {
        yield page.filter((name) => name.startsWith(start)).map((name) => name.slice(start.length));
      }
    },
    async *entries(lane, generation) {
      const indexes = new Set<string>();
      for await (const page of names(lane, generation, 'zset')) page.forEach((name) => indexes.add(name));
      for (const index of [...indexes].filter((name) => !OTHERS.test(name))) {
        yield* members(lane, generation, index);
      }
    },
    values: (lane, generation, entries) =>
      Promise.all(
        entries.map(({ index, member }) => redis.zscore(keys.index(lane, generation, index), member)),
      ),
  };
}
