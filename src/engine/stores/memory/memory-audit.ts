// Audit records and parked documents of a lane in memory.
import type { AuditRecords } from '../../model/lane-audit.ts';
import { PARKED_INDEX, type ParkedRecords } from '../../model/parked.ts';
import { membersOf } from './memory-indexes.ts';
import { keyOf, type MemoryLanes } from './memory-lanes.ts';

const START = 'doc:';

export function memoryAudit({ registers, indexes }: MemoryLanes): AuditRecords & ParkedRecords {
  const parked: ParkedRecords['parked'] = async (lane, generation, ...[after, limit]) =>
    membersOf({ indexes }, keyOf(lane, generation, PARKED_INDEX))
      .filter((id) => id > after)
      .slice(0, limit);
  return {
    parked,
    countParked: async (lane, generation) => (await parked(lane, generation, '', Infinity)).length,
    scanKnown: async (lane, generation) => {
      const known = [...(registers.get(keyOf(lane, generation)) ?? [])];
      const ids = known.flatMap((name) => (name.startsWith(START) ? [name.slice(START.length)] : []));
      return { ids, cursor: '' };
    },
    scores: async (lane, generation, members) =>
      members.map(({ index, member }) => indexes.get(keyOf(lane, generation, index))?.get(member) ?? null),
  };
}
