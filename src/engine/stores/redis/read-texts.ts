// Reads documents of one generation as they are stored, with pointer and checkpoint: one MGET, and one script where they
// come with their ranks.
import type { StoredDocument } from '../../model/documents.ts';
import type { Lane } from '../../model/lane.ts';
import { documentName } from '../../model/store-keys.ts';
import type { StoreRedis } from './connect-redis.ts';
import { loadScript, runScript } from './run-script.ts';

const script = loadScript('read-ranked');

interface TextsQuery {
  readonly lane: Lane;
  readonly generation: string;
  readonly ids: readonly string[];
  /** Names of the rankings of the projection. */
  readonly rankings: readonly string[];
  /** Whether the register knows the documents. */
  readonly keepsIds: boolean;
}

type Text = string | null | undefined;
type Ranks = Pick<StoredDocument, 'ranks'>;

export interface Texts {
  readonly pointer: Text;
  readonly checkpoint: Text;
  /** In the order of the ids. */
  readonly documents: readonly Text[];
  readonly ranks: readonly Ranks[];
  /** Which of the documents must be there; nothing if the register does not say. */
  readonly known: readonly boolean[];
  readonly isRankingLost: boolean;
}

export async function readTexts(
  { redis, keys }: StoreRedis,
  { lane, generation, ids, rankings, keepsIds }: TextsQuery,
): Promise<Texts> {
  // Asked first, so that a document that is new meanwhile is not taken for a lost one. It is one round trip with the rest.
  const register = keys.register(lane, generation);
  const asked = keepsIds && ids.length > 0 ? redis.smismember(register, ids.map(documentName)) : undefined;
  const wanted = [
    keys.live(lane),
    keys.checkpoint(lane, generation),
    ...ids.map((id) => keys.document(lane, generation, id)),
  ];
  if (rankings.length === 0) {
    const [[pointer, checkpoint, ...documents], known] = await Promise.all([redis.mget(wanted), asked]);
    return { pointer, checkpoint, documents, ranks: [], known: knownOf(known), isRankingLost: false };
  }
  wanted.push(...rankings.map((ranking) => keys.ranking(lane, generation, ranking)), register);
  const [answer, known] = await Promise.all([runScript(redis, script, { keys: wanted, args: ids }), asked]);
  const [pointer, checkpoint, ...rest]: readonly unknown[] = Array.isArray(answer) ? answer : [];
  const found = rest.slice(ids.length);
  return {
    pointer: textOf(pointer),
    checkpoint: textOf(checkpoint),
    documents: rest.slice(0, ids.length).map(textOf),
    ranks: ids.map((_, index) => ranksOf(rankings, found.slice(index * rankings.length))),
    known: knownOf(known),
    isRankingLost: found.includes(-1),
  };
}

const knownOf = (known: readonly number[] = []): readonly boolean[] => known.map((each) => each === 1);

const textOf = (value: unknown): Text => (typeof value === 'string' ? value : null);

function ranksOf(rankings: readonly string[], found: readonly unknown[]): Ranks {
  const ranks = rankings.flatMap((ranking, index) => {
    const rank = found[index];
    return typeof rank === 'number' ? [[ranking, rank] as const] : [];
  });
  return { ranks: Object.fromEntries(ranks) };
}
