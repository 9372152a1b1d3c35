// Reads the top of a ranking and its documents by one script.
import type { Redis } from 'ioredis';
import type { RankingQuery, RankingRead } from '../../../model/documents.ts';
import { checkpointKey, documentKey, liveKey, rankingKey } from './keys.ts';
import { readLive, type Guess } from './live-generation.ts';
import { loadScript, runScript } from './run-script.ts';
import { decodeDocument } from './stored-texts.ts';

const script = loadScript('read-ranking');

/** One round trip if the guess is right, two if not. */
export async function readRanking(redis: Redis, query: RankingQuery, guess: Guess): Promise<RankingRead> {
  const { projection, ranking, limit } = query;
  const lane = { projection, lane: 0 };
  const { rest, ...stand } = await readLive((generation) => {
    const keys = [liveKey(lane), checkpointKey(lane, generation), rankingKey(lane, generation, ranking)];
    return runScript(redis, script, {
      keys,
      args: [generation, String(limit), documentKey(lane, generation, '')],
    });
  }, guess);
  return { ...stand, entries: entriesOf(rest) };
}

/** By threes: rank, id, document. */
function entriesOf(texts: readonly string[]): RankingRead['entries'] {
  return texts.flatMap((rank, index) => {
    const [id, text] = texts.slice(index + 1, index + 3);
    if (index % 3 !== 0 || id === undefined || text === undefined) return [];
    return [{ rank: Number(rank), document: decodeDocument(id, text) }];
  });
}
