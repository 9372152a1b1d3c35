// Documents of one generation as they are stored, read with pointer and checkpoint: one MGET, and one script where they
// come with their ranks.
import type { ScoredIndex, StoredDocument } from '../../model/documents.ts';
import type { Lane } from '../../model/lane.ts';
import { documentName } from '../../model/store-keys.ts';
import type { StoreRedis } from './connect-redis.ts';
import { loadScript, runScript } from './run-script.ts';

const script = loadScript('read-ranked');

interface TextsQuery {
  readonly lane: Lane;
  readonly generation: string;
  readonly ids: readonly string[];
  /** Indexes in which the documents have a rank. */
  readonly scored: readonly ScoredIndex[];
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
  /** Whether one of the indexes is gone. */
  readonly isIndexLost: boolean;
}

export async function readTexts(
  { redis, keys }: StoreRedis,
  { lane, generation, ids, scored, keepsIds }: TextsQuery,
): Promise<Texts> {
  // Asked first, so that a document that is new meanwhile is not taken for a lost one. It is one round trip with the rest.
  const register = keys.register(lane, generation);
  const membership =
    keepsIds && ids.length > 0 ? redis.smismember(register, ids.map(documentName)) : undefined;
  const wanted = [
    keys.live(lane),
    keys.checkpoint(lane, generation),
    ...ids.map((id) => keys.document(lane, generation, id)),
  ];
  if (scored.length === 0) {
    const [[pointer, checkpoint, ...documents], known] = await Promise.all([redis.mget(wanted), membership]);
    return { pointer, checkpoint, documents, ranks: [], known: knownOf(known), isIndexLost: false };
  }
  wanted.push(...scored.map(({ index }) => keys.index(lane, generation, index)), register);
  const [answer, known] = await Promise.all([
    runScript(redis, script, { keys: wanted, args: ids }),
    membership,
  ]);
  const [pointer, checkpoint, ...rest]: readonly unknown[] = Array.isArray(answer) ? answer : [];
  const found = rest.slice(ids.length);
  return {
    pointer: textOf(pointer),
    checkpoint: textOf(checkpoint),
    documents: rest.slice(0, ids.length).map(textOf),
    ranks: ids.map((_, index) => ranksOf(scored, found.slice(index * scored.length))),
    known: knownOf(known),
    isIndexLost: found.includes(-1),
  };
}

const knownOf = (known: readonly number[] = []): readonly boolean[] => known.map((each) => each === 1);

const textOf = (value: unknown): Text => (typeof value === 'string' ? value : null);

function ranksOf(scored: readonly ScoredIndex[], found: readonly unknown[]): Ranks {
  const ranks = scored.flatMap(({ name }, index) => {
    const rank = found[index];
    return typeof rank === 'number' ? [[name, rank] as const] : [];
  });
  return { ranks: Object.fromEntries(ranks) };
}
