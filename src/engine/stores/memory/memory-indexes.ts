// Indexes in memory: the members of each with their scores, by the key of the index.
import type { MemoryLanes } from './memory-lanes.ts';

type Indexes = Pick<MemoryLanes, 'indexes'>;

export function setMember(
  { indexes }: Indexes,
  at: string,
  { member, score }: { readonly member: string; readonly score: number | null },
): void {
  const others = [...(indexes.get(at) ?? [])].filter(([other]) => other !== member);
  const members = score === null ? others : [...others, [member, score] as const];
  if (members.length === 0) indexes.delete(at);
  else indexes.set(at, new Map(members));
}

/** In byte order. */
export function membersOf({ indexes }: Indexes, at: string): readonly string[] {
  return [...(indexes.get(at)?.keys() ?? [])].sort();
}

/** The highest score first, equal ones by member. */
export function topOf(
  { indexes }: Indexes,
  at: string,
): readonly (readonly [member: string, score: number])[] {
  return [...(indexes.get(at) ?? [])].sort(([a, first], [b, second]) => second - first || (a < b ? -1 : 1));
}

/** One more than there are higher ones. */
export function rankOf({ indexes }: Indexes, at: string, member: string): number | undefined {
  const all = indexes.get(at);
  const own = all?.get(member);
  if (!all || own === undefined) return undefined;
  return 1 + [...all.values()].filter((score) => score > own).length;
}
