// Reads a page of a list and its documents by one script, however deep the page lies: the index is searched, not walked.
import type { Redis } from 'ioredis';
import { idOfMember } from '../../../definitions/list.ts';
import type { ListQuery, ListRead } from '../../../model/documents.ts';
import { checkpointKey, documentKey, listKey, liveKey } from './keys.ts';
import { loadScript, runScript } from './run-script.ts';
import { decodeCheckpoint, decodeDocument, decodeGeneration } from './stored-texts.ts';

const script = loadScript('read-list');

const MISSING: ListRead = { state: 'missing', checkpoint: '0', incarnation: '', entries: [] };

interface Guess {
  /** The generation that was live when last seen, '' if none was. */
  readonly generation: string;
  /** Told of the one that is. */
  readonly learn: (generation: string) => void;
}

/** One round trip if the guess is right, two if not. */
export async function readList(redis: Redis, query: ListQuery, guess: Guess): Promise<ListRead> {
  const lane = { projection: query.projection, lane: 0 };
  const { generation } = guess;
  const keys = [liveKey(lane), checkpointKey(lane, generation), listKey(lane, generation, query)];
  const args = [generation, query.after, String(query.limit), documentKey(lane, generation, ''), query.order];
  const answer = await runScript(redis, script, { keys, args });
  const [pointer, checkpoint, ...rest] = Array.isArray(answer) ? answer.map(String) : [];
  if (pointer === undefined) return MISSING;
  const { id, state } = decodeGeneration(pointer);
  if (checkpoint === undefined) {
    guess.learn(id);
    return readList(redis, query, { ...guess, generation: id });
  }
  const { position, incarnation } = decodeCheckpoint(checkpoint);
  return { state, checkpoint: position, incarnation, entries: entriesOf(rest) };
}

function entriesOf(texts: readonly string[]): ListRead['entries'] {
  return texts.flatMap((member, index) => {
    const text = texts[index + 1];
    if (index % 2 === 1 || text === undefined) return [];
    return [{ member, document: decodeDocument(idOfMember(member), text) }];
  });
}
