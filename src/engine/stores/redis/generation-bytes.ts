// Memory that generations take in Redis, estimated: all keys are counted, and some of each kind are measured.
import type { Lane } from '../../model/lane.ts';
import type { StoreRedis } from './connect-redis.ts';

export interface LaneGeneration {
  readonly lane: Lane;
  readonly generation: string;
}

/** Keys looked at per step. */
const COUNT = 1000;
/** Of each kind of a projection: documents, references, each family of indexes. */
const MEASURED = 50;

interface Kind {
  readonly projection: string;
  keys: number;
  readonly measured: string[];
}

/** In bytes, by projection; those without any key are left out. Walks the keys of the store once. */
export async function generationBytes(
  { redis, keys }: StoreRedis,
  generations: readonly LaneGeneration[],
): Promise<ReadonlyMap<string, number>> {
  const projections = new Map(
    generations.map(({ lane, generation }) => [keys.index(lane, generation, ''), lane.projection]),
  );
  const kinds = new Map<string, Kind>();
  let cursor = '0';
  do {
    const [next, found] = await redis.scan(cursor, 'MATCH', keys.ofLanes, 'COUNT', COUNT);
    for (const key of new Set(found)) count(kinds, projections, key);
    cursor = next;
  } while (cursor !== '0');
  const sums = new Map<string, number>();
  for (const { projection, keys: all, measured } of kinds.values()) {
    const sizes = await Promise.all(measured.map((key) => redis.memory('USAGE', key)));
    const mean = sizes.reduce<number>((sum, size) => sum + (size ?? 0), 0) / sizes.length;
    sums.set(projection, (sums.get(projection) ?? 0) + mean * all);
  }
  return new Map([...sums].map(([projection, bytes]) => [projection, Math.round(bytes)]));
}

/** A key is `slip:{store:lane}:generation:kind:rest`. */
function count(kinds: Map<string, Kind>, projections: ReadonlyMap<string, string>, key: string): void {
  const start = key.indexOf(':', key.indexOf('}:') + 2) + 1;
  const projection = projections.get(key.slice(0, start));
  if (projection === undefined) return;
  const [name = ''] = key.slice(start).split(':', 1);
  const kind = kinds.get(`${projection} ${name}`) ?? { projection, keys: 0, measured: [] };
  kinds.set(`${projection} ${name}`, kind);
  kind.keys += 1;
  if (kind.measured.length < MEASURED) kind.measured.push(key);
}
