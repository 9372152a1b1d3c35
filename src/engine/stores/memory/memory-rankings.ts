// Rankings in memory: the score of each document that is ranked, by the key of the ranking.
import type { MemoryLanes } from './memory-lanes.ts';

type Scores = Pick<MemoryLanes, 'scores'>;

export function setScore(
  { scores }: Scores,
  at: string,
  { documentId, score }: { readonly documentId: string; readonly score: number | null },
): void {
  const others = [...(scores.get(at) ?? [])].filter(([other]) => other !== documentId);
  const ranked = score === null ? others : [...others, [documentId, score] as const];
  if (ranked.length === 0) scores.delete(at);
  else scores.set(at, new Map(ranked));
}

/** The highest first, equal ones by id. */
export function topOf({ scores }: Scores, at: string): readonly (readonly [id: string, score: number])[] {
  return [...(scores.get(at) ?? [])].sort(([a, first], [b, second]) => second - first || (a < b ? -1 : 1));
}

/** One more than there are higher ones. */
export function rankOf({ scores }: Scores, at: string, id: string): number | undefined {
  const all = scores.get(at);
  const own = all?.get(id);
  if (!all || own === undefined) return undefined;
  return 1 + [...all.values()].filter((score) => score > own).length;
}
