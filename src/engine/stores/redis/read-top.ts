// The top of an index: members with the highest scores and their documents, read by one script.
import type { TopQuery, TopRead } from '../../model/documents.ts';
import type { StoreRedis } from './connect-redis.ts';
import { recordLoss } from './lane-losses.ts';
import { readLive, type Guess } from './live-generation.ts';
import { loadScript, runScript } from './run-script.ts';
import { decodeDocument } from '../stored-texts.ts';

const script = loadScript('read-top');

/** One round trip if the guess is right, two if not. */
export async function readTop(store: StoreRedis, query: TopQuery, guess: Guess): Promise<TopRead> {
  const { redis, keys } = store;
  const { projection, index, limit } = query;
  const lane = { projection, lane: 0 };
  const { rest, ...stand } = await readLive((generation) => {
    const wanted = [
      keys.live(lane),
      keys.checkpoint(lane, generation),
      keys.index(lane, generation, index),
      keys.register(lane, generation),
    ];
    return runScript(redis, script, {
      keys: wanted,
      args: [generation, String(limit), keys.document(lane, generation, ''), index],
    });
  }, guess);
  const lost = rest.flatMap((text, index) => (text === '' ? [rest[index - 1] ?? ''] : []));
  if (recordLoss(store, lane, { generation: stand.generation ?? '', ids: lost }))
    return { ...stand, state: 'missing', entries: [] };
  return { ...stand, entries: entriesOf(rest) };
}

/** By threes: rank, id, document. */
function entriesOf(texts: readonly string[]): TopRead['entries'] {
  return texts.flatMap((rank, index) => {
    const [id, text] = texts.slice(index + 1, index + 3);
    if (index % 3 !== 0 || id === undefined || text === undefined) return [];
    return [{ rank: Number(rank), document: decodeDocument(id, text) }];
  });
}
