// Read models under keys of the old form, which did not carry the name of the store: taken over once, so that an update
// fills nothing anew; what is written to the old keys after that, by workers of before, is removed.
import { laneName, type Lane } from '../../model/lane.ts';
import type { StoreRedis } from './connect-redis.ts';
import { loadScript, runScript } from './run-script.ts';
import { decodeCheckpoint, decodeGeneration } from '../stored-texts.ts';

const script = loadScript('adopt-lane');
/** Keys looked at per step. */
const SCAN_COUNT = 1000;

interface OldKeys {
  readonly adopted: number;
  readonly removed: number;
}

/**
 * One round trip where there are none. May be broken off at any point and begun again, also by several at a time.
 * @param incarnation of the store: lanes of another one are left alone.
 */
export async function adoptOldKeys(
  store: StoreRedis,
  { lanes, incarnation }: { readonly lanes: readonly Lane[]; readonly incarnation: string },
): Promise<OldKeys> {
  const followed = new Map<string, ReadonlySet<string>>();
  const left = new Set<string>();
  const pointers = await store.redis.mget(
    lanes.flatMap((lane) => [store.keys.old.live(lane), store.keys.adopting(lane)]),
  );
  for (const [index, lane] of lanes.entries()) {
    const [old, waiting] = pointers.slice(2 * index, 2 * index + 2);
    if (!old && !waiting) continue;
    if (old && !(await isOfStore(store, { lane, pointer: old, incarnation }))) continue;
    if (await beginLane(store, lane)) followed.set(laneName(lane), await generationsOf(store, lane));
    else left.add(laneName(lane));
  }
  if (followed.size + left.size === 0) return { adopted: 0, removed: 0 };
  const counted = await moveKeys(store, { followed, left });
  for (const lane of lanes.filter((each) => followed.has(laneName(each)))) {
    await store.redis.renamenx(store.keys.adopting(lane), store.keys.live(lane)).catch(unlessGone);
  }
  return counted;
}

interface OldLane {
  readonly lane: Lane;
  readonly pointer: string;
  readonly incarnation: string;
}

async function isOfStore(
  { redis, keys }: StoreRedis,
  { lane, pointer, incarnation }: OldLane,
): Promise<boolean> {
  const checkpoint = await redis.get(keys.old.checkpoint(lane, decodeGeneration(pointer).id));
  return checkpoint !== null && decodeCheckpoint(checkpoint).incarnation === incarnation;
}

async function beginLane({ redis, keys }: StoreRedis, lane: Lane): Promise<boolean> {
  const { old } = keys;
  const from = [old.live(lane), old.next(lane), old.wanted(lane), old.replaced(lane)];
  const to = [keys.next(lane), keys.wanted(lane), keys.replaced(lane)];
  const touched = [keys.live(lane), keys.adopting(lane), ...from, ...to];
  return (await runScript(redis, script, { keys: touched, args: [] })) === 1;
}

/** What was there when the pointers were taken over; a worker of before that goes on opens another one. */
async function generationsOf({ redis, keys }: StoreRedis, lane: Lane): Promise<ReadonlySet<string>> {
  const [live, next] = await redis.mget(keys.adopting(lane), keys.next(lane));
  const replaced = await redis.zrange(keys.replaced(lane), '0', '-1');
  return new Set([...(live ? [decodeGeneration(live).id] : []), ...(next ? [next] : []), ...replaced]);
}

interface Moving {
  /** By name of the lane, the generations that follow. */
  readonly followed: ReadonlyMap<string, ReadonlySet<string>>;
  /** Names of lanes that are there under their new names. */
  readonly left: ReadonlySet<string>;
}

async function moveKeys({ redis, keys }: StoreRedis, { followed, left }: Moving): Promise<OldKeys> {
  const count = { adopted: 0, removed: 0 };
  let cursor = '0';
  do {
    const [following, found] = await redis.scan(cursor, 'MATCH', keys.old.pattern, 'COUNT', SCAN_COUNT);
    const old = found.flatMap((key) => keys.old.parse(key) ?? []);
    const gone = old.filter(({ lane }) => left.has(lane)).map(({ key }) => key);
    if (gone.length > 0) count.removed += await redis.unlink(gone);
    const moved = await Promise.all(
      old
        .filter(({ lane, generation }) => followed.get(lane)?.has(generation))
        .map(({ key, now }) => redis.rename(key, now).then(() => 1, unlessGone)),
    );
    count.adopted += moved.reduce<number>((sum, each) => sum + each, 0);
    cursor = following;
  } while (cursor !== '0');
  return count;
}

/** Somebody else does the same. */
function unlessGone(error: unknown): 0 {
  if (error instanceof Error && error.message.includes('no such key')) return 0;
  throw error;
}
