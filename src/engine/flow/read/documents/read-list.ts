// Reads a page of a list and its documents by one script, however deep the page lies: the index is searched, not walked.
import type { Redis } from 'ioredis';
import { idOfMember } from '../../../definitions/list.ts';
import type { ListQuery, ListRead } from '../../../model/documents.ts';
import { checkpointKey, documentKey, listKey, liveKey } from './keys.ts';
import { readLive, type Guess } from './live-generation.ts';
import { loadScript, runScript } from './run-script.ts';
import { decodeDocument } from './stored-texts.ts';

const script = loadScript('read-list');

/** One round trip if the guess is right, two if not. */
export async function readList(redis: Redis, query: ListQuery, guess: Guess): Promise<ListRead> {
  const lane = { projection: query.projection, lane: 0 };
  const { rest, ...stand } = await readLive((generation) => {
    const keys = [liveKey(lane), checkpointKey(lane, generation), listKey(lane, generation, query)];
    const documents = documentKey(lane, generation, '');
    const args = [generation, query.after, String(query.limit), documents, query.order];
    return runScript(redis, script, { keys, args });
  }, guess);
  return { ...stand, entries: entriesOf(rest) };
}

function entriesOf(texts: readonly string[]): ListRead['entries'] {
  return texts.flatMap((member, index) => {
    const text = texts[index + 1];
    if (index % 2 === 1 || text === undefined) return [];
    return [{ member, document: decodeDocument(idOfMember(member), text) }];
  });
}
