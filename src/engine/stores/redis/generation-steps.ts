// The life of a generation in Redis: opened, filled, live, replaced, retired. Every step that could race compares first.
import type { LaneStore } from '../../model/documents.ts';
import type { Lane } from '../../model/lane.ts';
import type { StoreRedis } from './connect-redis.ts';
import { switchNotice } from '../lane-notices.ts';
import { loadScript, runScript } from './run-script.ts';
import { encodeNotice } from '../../model/notice-text.ts';
import { decodeGeneration } from '../stored-texts.ts';

const openLive = loadScript('open-live');
const openNext = loadScript('open-next');
const goLive = loadScript('go-live');
const listReplaced = loadScript('list-replaced');

/** Keys looked at per step of a retirement. */
const SCAN_COUNT = 1000;

type GenerationSteps = Pick<
  LaneStore,
  'state' | 'want' | 'openLive' | 'openNext' | 'goLive' | 'replaced' | 'retire'
>;

export function generationSteps(store: StoreRedis): GenerationSteps {
  const { redis, keys } = store;
  return {
    state: async (lane) => {
      const [live, next, wanted] = await redis.mget(keys.live(lane), keys.next(lane), keys.wanted(lane));
      return { live: live ? decodeGeneration(live) : null, next: next ?? null, wanted: wanted ?? null };
    },
    want: async (lane, foldId) => {
      await redis.set(keys.wanted(lane), foldId);
    },
    openLive: async (lane, generation, replaces) => {
      const touched = [keys.live(lane), keys.replaced(lane)];
      return (await runScript(redis, openLive, { keys: touched, args: [generation, replaces ?? ''] })) === 1;
    },
    openNext: async (lane, generation, replaces) => {
      const touched = [keys.next(lane), keys.replaced(lane)];
      return (
        (await runScript(redis, openNext, { keys: touched, args: [generation ?? '', replaces ?? ''] })) === 1
      );
    },
    goLive: (lane, generation, replaces) => switchTo(store, lane, { generation, replaces }),
    replaced: async (lane, forMs) => {
      const ids = await runScript(redis, listReplaced, {
        keys: [keys.replaced(lane)],
        args: [String(forMs)],
      });
      return Array.isArray(ids) ? ids.map(String) : [];
    },
    retire: (lane, generation) => removeGeneration(store, lane, generation),
  };
}

interface Switch {
  readonly generation: string;
  readonly replaces: string | null;
}

async function switchTo(
  { redis, keys }: StoreRedis,
  lane: Lane,
  { generation, replaces }: Switch,
): Promise<boolean> {
  const checkpoint = await redis.get(keys.checkpoint(lane, generation));
  if (checkpoint === null) return false;
  const notice = encodeNotice(switchNotice(lane, checkpoint));
  const touched = [
    keys.live(lane),
    keys.next(lane),
    keys.checkpoint(lane, generation),
    keys.replaced(lane),
    keys.checkpoint(lane, replaces ?? ''),
  ];
  const args = [generation, replaces ?? '', checkpoint, keys.notices(lane), notice];
  return (await runScript(redis, goLive, { keys: touched, args })) === 1;
}

/** Never one that is pointed at. The checkpoint goes with the rest: whoever still writes is fenced by the pointers. */
async function removeGeneration(
  { redis, keys }: StoreRedis,
  lane: Lane,
  generation: string,
): Promise<boolean> {
  const [live, next] = await redis.mget(keys.live(lane), keys.next(lane));
  if (next === generation || (live && decodeGeneration(live).id === generation)) return false;
  const pattern = keys.ofGeneration(lane, generation);
  let cursor = '0';
  do {
    const [following, found] = await redis.scan(cursor, 'MATCH', pattern, 'COUNT', SCAN_COUNT);
    if (found.length > 0) await redis.unlink(found);
    cursor = following;
  } while (cursor !== '0');
  return (await redis.zrem(keys.replaced(lane), generation)) > 0;
}
