// The life of a generation in Redis: opened, filled, live, replaced, retired. Every step that could race compares first.
import type { Redis } from 'ioredis';
import type { LaneStore } from '../../../model/documents.ts';
import type { Lane } from '../../../model/lane.ts';
import {
  checkpointKey,
  generationPattern,
  liveKey,
  nextKey,
  noticeChannel,
  replacedKey,
  wantedKey,
} from './keys.ts';
import { switchNotice } from './lane-notices.ts';
import { loadScript, runScript } from './run-script.ts';
import { decodeGeneration, encodeNotice } from './stored-texts.ts';

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

export function generationSteps(redis: Redis): GenerationSteps {
  return {
    state: async (lane) => {
      const [live, next, wanted] = await redis.mget(liveKey(lane), nextKey(lane), wantedKey(lane));
      return { live: live ? decodeGeneration(live) : null, next: next ?? null, wanted: wanted ?? null };
    },
    want: async (lane, codeHash) => {
      await redis.set(wantedKey(lane), codeHash);
    },
    openLive: async (lane, generation, replaces) => {
      const keys = [liveKey(lane), replacedKey(lane)];
      return (await runScript(redis, openLive, { keys, args: [generation, replaces ?? ''] })) === 1;
    },
    openNext: async (lane, generation, replaces) => {
      const keys = [nextKey(lane), replacedKey(lane)];
      return (await runScript(redis, openNext, { keys, args: [generation ?? '', replaces ?? ''] })) === 1;
    },
    goLive: (lane, generation, replaces) => switchTo(redis, lane, { generation, replaces }),
    replaced: async (lane, forMs) => {
      const ids = await runScript(redis, listReplaced, { keys: [replacedKey(lane)], args: [String(forMs)] });
      return Array.isArray(ids) ? ids.map(String) : [];
    },
    retire: (lane, generation) => removeGeneration(redis, lane, generation),
  };
}

interface Switch {
  readonly generation: string;
  readonly replaces: string | null;
}

async function switchTo(redis: Redis, lane: Lane, { generation, replaces }: Switch): Promise<boolean> {
  const checkpoint = await redis.get(checkpointKey(lane, generation));
  if (checkpoint === null) return false;
  const notice = encodeNotice(switchNotice(lane, checkpoint));
  const keys = [
    liveKey(lane),
    nextKey(lane),
    checkpointKey(lane, generation),
    replacedKey(lane),
    checkpointKey(lane, replaces ?? ''),
  ];
  const args = [generation, replaces ?? '', checkpoint, noticeChannel(lane), notice];
  return (await runScript(redis, goLive, { keys, args })) === 1;
}

/** Never one that is pointed at. The checkpoint goes with the rest: whoever still writes is fenced by the pointers. */
async function removeGeneration(redis: Redis, lane: Lane, generation: string): Promise<void> {
  const [live, next] = await redis.mget(liveKey(lane), nextKey(lane));
  if (next === generation || (live && decodeGeneration(live).id === generation)) return;
  const pattern = generationPattern(lane, generation);
  let cursor = '0';
  do {
    const [following, keys] = await redis.scan(cursor, 'MATCH', pattern, 'COUNT', SCAN_COUNT);
    if (keys.length > 0) await redis.unlink(keys);
    cursor = following;
  } while (cursor !== '0');
  await redis.zrem(replacedKey(lane), generation);
}
