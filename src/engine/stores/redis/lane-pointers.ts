// The pointers of a lane in Redis: read, moved if they are what they were, and what nothing points at removed.
import type { LaneStore } from '../../model/documents.ts';
import type { Lane } from '../../model/lane.ts';
import type { StoreRedis } from './connect-redis.ts';
import type { PointerStore } from '../generation-steps.ts';
import { loadScript, runScript } from './run-script.ts';
import { encodeNotice } from '../../model/notice-text.ts';
import {
  decodeGeneration,
  decodePause,
  encodeCheckpoint,
  encodeGeneration,
  encodePause,
} from '../stored-texts.ts';

const movePointers = loadScript('move-pointers');
const listReplaced = loadScript('list-replaced');

/** Keys looked at per step of a retirement. */
const SCAN_COUNT = 1000;

type LanePointers = Pick<LaneStore, 'state' | 'want' | 'pause' | 'replaced' | 'retire'> &
  Pick<PointerStore, 'movePointers'>;

export function lanePointers(store: StoreRedis): LanePointers {
  const { redis, keys } = store;
  return {
    state: async (lane) => {
      const [live, next, wanted, paused] = await redis.mget(
        ...[keys.live(lane), keys.next(lane), keys.wanted(lane), keys.paused(lane)],
      );
      return {
        live: live ? decodeGeneration(live) : null,
        ...{ next: next ?? null, wanted: wanted ?? null },
        paused: paused ? decodePause(paused) : null,
      };
    },
    want: async (lane, foldId) => {
      await redis.set(keys.wanted(lane), foldId);
    },
    pause: async (lane, paused) => {
      if (paused) await redis.set(keys.paused(lane), encodePause(paused));
      else await redis.del(keys.paused(lane));
    },
    movePointers: async (lane, { from, to, replaced, checkpoints, notice }) => {
      const touched = [
        ...[keys.live(lane), keys.next(lane), keys.replaced(lane)],
        ...checkpoints.map(({ generation }) => keys.checkpoint(lane, generation)),
      ];
      const args = [
        ...[from, to].flatMap(({ live, next }) => [live ? encodeGeneration(live) : '', next ?? '']),
        ...[replaced ?? '', keys.notices(lane), notice ? encodeNotice(notice) : ''],
        ...checkpoints.map(({ checkpoint }) => encodeCheckpoint(checkpoint)),
      ];
      return (await runScript(redis, movePointers, { keys: touched, args })) === 1;
    },
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
