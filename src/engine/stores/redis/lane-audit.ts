// Audit records of a lane in Redis: ids by SSCAN over the register, scores of index members.
import type { AuditRecords } from '../../model/lane-audit.ts';
import { documentName } from '../../model/store-keys.ts';
import type { StoreRedis } from './connect-redis.ts';

const SCANNED_AT_ONCE = 500;
const BEGIN = '0';

export function laneAudit({ redis, keys }: StoreRedis): AuditRecords {
  return {
    scanKnown: async (lane, generation, cursor) => {
      const [next, names] = await redis.sscan(
        keys.register(lane, generation),
        cursor === '' ? BEGIN : cursor,
        'COUNT',
        SCANNED_AT_ONCE,
      );
      const start = documentName('');
      const ids = names.flatMap((name) => (name.startsWith(start) ? [name.slice(start.length)] : []));
      return { ids, cursor: next === BEGIN ? '' : next };
    },
    scores: (lane, generation, members) =>
      Promise.all(
        members.map(async ({ index, member }) => {
          const score = await redis.zscore(keys.index(lane, generation, index), member);
          return score === null ? null : Number(score);
        }),
      ),
  };
}
