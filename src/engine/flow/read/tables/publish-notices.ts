// Tells readers of what was written to tables, on the same channels as the scripts of Redis do. A notice that is lost is
// made up for when readers compare again, so nobody waits for it.
import type { Redis } from 'ioredis';
import { laneName } from '../../../model/lane.ts';
import type { Logger } from '../../../model/logger.ts';
import type { LaneNotice } from '../../../model/notices.ts';
import { noticeChannel } from '../documents/keys.ts';
import { encodeNotice } from '../documents/stored-texts.ts';

export type Publish = (notice: LaneNotice) => void;

export function publishBy(redis: Pick<Redis, 'publish'>, logger: Logger | undefined): Publish {
  return (notice) => {
    redis.publish(noticeChannel(notice), encodeNotice(notice)).catch((error: unknown) => {
      logger?.warn({ error: String(error), lane: laneName(notice) }, 'notice not published');
    });
  };
}
