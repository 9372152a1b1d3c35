// A page of an index with its documents, read by one script, however deep it lies: the index is searched, not walked.
import { idOfMember, type PageQuery, type PageRead } from '../../model/documents.ts';
import type { StoreRedis } from './connect-redis.ts';
import { recordLoss } from './lane-losses.ts';
import { readLive, type Guess } from './live-generation.ts';
import { loadScript, runScript } from './run-script.ts';
import { decodeDocument } from '../stored-texts.ts';

const script = loadScript('read-page');

/** One round trip if the guess is right, two if not. */
export async function readPage(store: StoreRedis, query: PageQuery, guess: Guess): Promise<PageRead> {
  const { redis, keys } = store;
  const lane = { projection: query.projection, lane: 0 };
  const { rest, ...stand } = await readLive((generation) => {
    const wanted = [
      keys.live(lane),
      keys.checkpoint(lane, generation),
      keys.index(lane, generation, query.index),
      keys.register(lane, generation),
    ];
    const documents = keys.document(lane, generation, '');
    const args = [generation, query.after, String(query.limit), documents, query.order, query.index];
    return runScript(redis, script, { keys: wanted, args });
  }, guess);
  const lost = rest.flatMap((text, index) => (text === '' ? [idOfMember(rest[index - 1] ?? '/')] : []));
  if (recordLoss(store, lane, { generation: stand.generation ?? '', ids: lost }))
    return { ...stand, state: 'missing', entries: [] };
  return { ...stand, entries: entriesOf(rest) };
}

function entriesOf(texts: readonly string[]): PageRead['entries'] {
  return texts.flatMap((member, index) => {
    const text = texts[index + 1];
    if (index % 2 === 1 || text === undefined) return [];
    return [{ member, document: decodeDocument(idOfMember(member), text) }];
  });
}
