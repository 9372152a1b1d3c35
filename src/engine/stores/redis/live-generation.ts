// Reads of the one lane of a projection by scripts that first prove which generation is live: the caller guesses it, and
// learns it if it was another.
import type { DocumentRead } from '../../model/documents.ts';
import { stateFor } from '../../model/generation-id.ts';
import { decodeCheckpoint, decodeGeneration } from '../stored-texts.ts';

export interface Guess {
  /** The generation that was live when last seen, '' if none was. */
  readonly generation: string;
  /** Told of the one that is. */
  readonly learn: (generation: string) => void;
}

export interface LiveRead extends Omit<DocumentRead, 'document'> {
  /** What the script gave beside pointer and checkpoint. */
  readonly rest: readonly string[];
}

/**
 * One round trip if the guess is right, two if not.
 * @param ask runs a script that returns pointer, checkpoint and the rest; only the pointer if it points at another
 * generation; nothing if there is none.
 */
export async function readLive(
  ask: (generation: string) => Promise<unknown>,
  { generation, learn }: Guess,
): Promise<LiveRead> {
  const answer = await ask(generation);
  const [pointer, checkpoint, ...rest] = Array.isArray(answer) ? answer.map(String) : [];
  if (pointer === undefined) return { state: 'missing', checkpoint: '0', incarnation: '', rest: [] };
  const live = decodeGeneration(pointer);
  if (checkpoint === undefined) {
    learn(live.id);
    return readLive(ask, { generation: live.id, learn });
  }
  const { position, incarnation } = decodeCheckpoint(checkpoint);
  return { state: stateFor(1, live), checkpoint: position, incarnation, rest, generation };
}
