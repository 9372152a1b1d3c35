// Places of documents in lists and rankings, worked out from their texts in the plainest way.
import type { Projection } from '../../../src/engine/definitions/projection.ts';

/** Members by `<list>:<partition>`, in order, joined by spaces. */
export function expectedLists(
  { lists }: Projection,
  documents: ReadonlyMap<string, string>,
): ReadonlyMap<string, string> {
  const indexes = new Map<string, string[]>();
  for (const [id, text] of documents) {
    const json = text.split(' ').slice(2).join(' ');
    const body = (json ? JSON.parse(json) : {}) as Readonly<Record<string, string | null>>;
    for (const { name, by, filters, at: time } of lists) {
      const at = body[time];
      if (!at || by.some((field) => typeof body[field] !== 'string')) continue;
      for (let subset = 0; subset < 2 ** filters.length; subset += 1) {
        const chosen = filters.filter((_, index) => (subset & (1 << index)) !== 0);
        if (chosen.some((field) => typeof body[field] !== 'string')) continue;
        const pairs = [...by, ...chosen].map((field) => `${field}=${encodeURIComponent(body[field] ?? '')}`);
        const key = `${name}:${pairs.join('&')}`;
        const members = indexes.get(key);
        if (members) members.push(`${at}/${id}`);
        else indexes.set(key, [`${at}/${id}`]);
      }
    }
  }
  return new Map([...indexes].map(([key, members]) => [key, members.sort().join(' ')]));
}

/** `<id> <score>` by ranking, the highest first, joined by spaces. */
export function expectedRankings(
  { rankings }: Projection,
  documents: ReadonlyMap<string, string>,
): ReadonlyMap<string, string> {
  const scored = rankings.map(({ name, highest }) => {
    const scores = [...documents].flatMap(([id, text]) => {
      const json = text.split(' ').slice(2).join(' ');
      const score = json ? (JSON.parse(json) as Readonly<Record<string, unknown>>)[highest] : null;
      return typeof score === 'number' ? [{ id, score }] : [];
    });
    scores.sort((a, b) => b.score - a.score || (a.id < b.id ? -1 : 1));
    return [name, scores.map(({ id, score }) => `${id} ${score}`).join(' ')] as const;
  });
  return new Map(scored.filter(([, scores]) => scores !== ''));
}
