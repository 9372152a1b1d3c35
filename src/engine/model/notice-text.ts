// The text of a lane's notice on a channel of Redis.
import type { LaneNotice } from './notices.ts';

export function encodeNotice(notice: LaneNotice): string {
  return JSON.stringify(notice);
}

/** `undefined` for a message that is not a notice: anybody can publish to a channel. */
export function decodeNotice(text: string): LaneNotice | undefined {
  try {
    const notice = JSON.parse(text) as Partial<LaneNotice> | null;
    const isNotice =
      typeof notice?.projection === 'string' &&
      typeof notice.lane === 'number' &&
      typeof notice.incarnation === 'string' &&
      typeof notice.checkpoint === 'string' &&
      Array.isArray(notice.documents);
    return isNotice ? (notice as LaneNotice) : undefined;
  } catch {
    return undefined;
  }
}
