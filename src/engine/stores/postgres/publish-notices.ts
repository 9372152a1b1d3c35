// Publisher of notices about what was written to tables, on the same channels as the scripts of Redis use. A notice
// that is lost is made up for when readers compare again, so nobody waits for it.
import type { Redis } from 'ioredis';
import { laneName } from '../../model/lane.ts';
import type { Logger } from '../../model/logger.ts';
import type { LaneNotice } from '../../model/notices.ts';
import type { StoreKeys } from '../../model/store-keys.ts';
import { encodeNotice } from '../../model/notice-text.ts';

export type Publish = (notice: LaneNotice) => void;

export interface NoticeRedis {
  readonly redis: Pick<Redis, 'publish'>;
  readonly keys: StoreKeys;
}

export function publishBy({ redis, keys }: NoticeRedis, logger: Logger | undefined): Publish {
  return (notice) => {
    redis.publish(keys.notices(notice), encodeNotice(notice)).catch((error: unknown) => {
      logger?.warn({ error: String(error), lane: laneName(notice) }, 'notice not published');
    });
  };
}
