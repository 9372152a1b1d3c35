// Reader of documents in Redis, each together with how far its lane has come: one command per lane, all lanes in one
// round trip.
import type {
  DocumentKey,
  DocumentRead,
  DocumentReader,
  IndexReader,
  ScoredIndex,
} from '../../model/documents.ts';
import type { Generation } from '../../model/lane-state.ts';
import { SlipstreamError } from '../../model/errors.ts';
import { stateFor } from '../../model/generation-id.ts';
import { laneName, laneOf, type Lane } from '../../model/lane.ts';
import { READ_TIMEOUT_MS, type StoreRedis } from './connect-redis.ts';
import { recordLoss } from './lane-losses.ts';
import type { Guess } from './live-generation.ts';
import { readPage } from './read-page.ts';
import { readTop } from './read-top.ts';
import { readTexts, type Texts } from './read-texts.ts';
import { decodeCheckpoint, decodeDocument, decodeGeneration } from '../stored-texts.ts';
import { withinTime } from '../../async/within-time.ts';

interface LaneRead {
  readonly lane: Lane;
  readonly ids: readonly string[];
}

interface Place {
  /** Among the lanes. */
  readonly lane: number;
  /** Among its documents. */
  readonly index: number;
}

interface Grouped {
  readonly lanes: readonly LaneRead[];
  /** Of each key. */
  readonly places: readonly Place[];
}

const MISSING: DocumentRead = { state: 'missing', checkpoint: '0', incarnation: '', document: null };

/** Connected for the role `api`; its auto-pipelining makes reads of one tick one round trip. */
interface ReaderOptions extends StoreRedis {
  /** Number of lanes of a projection. Throws on one it does not know. */
  readonly lanesOf: (projection: string) => number;
  /** In which indexes the documents of a projection have a rank, which they come with. None if omitted. */
  readonly scoredOf?: (projection: string) => readonly ScoredIndex[];
  /** Whether the lanes of a projection keep the ids of its documents. False if omitted. */
  readonly keepsIds?: (projection: string) => boolean;
}

/** `read` throws READ_MODEL_UNAVAILABLE if Redis does not answer within 500 ms. */
export function createDocumentReader(options: ReaderOptions): DocumentReader & IndexReader {
  const { lanesOf, scoredOf = () => [], keepsIds = () => false } = options;
  /** The generation each lane was last seen with: a guess that every read proves. */
  const generations = new Map<string, string>();

  async function readLane(read: LaneRead): Promise<readonly DocumentRead[]> {
    const { lane, ids } = read;
    const guess = generations.get(laneName(lane)) ?? '';
    const shape = { scored: scoredOf(lane.projection), keepsIds: keepsIds(lane.projection) };
    const texts = await readTexts(options, { lane, generation: guess, ids, ...shape });
    const { pointer, checkpoint } = texts;
    if (!pointer) return ids.map(() => MISSING);
    const live = decodeGeneration(pointer);
    if (live.id !== guess) {
      generations.set(laneName(lane), live.id);
      return readLane(read);
    }
    if (!checkpoint) return ids.map(() => MISSING);
    const lost = lostAmong(ids, texts);
    recordLoss(options, lane, { generation: live.id, ids: texts.isIndexLost ? ['', ...lost] : lost });
    const stand = standOf(live, checkpoint, lanesOf(lane.projection));
    return ids.map((id, index) => {
      const isLost = texts.isIndexLost || lost.includes(id);
      return isLost ? MISSING : { ...stand, document: documentIn(texts, id, index) };
    });
  }

  /** For what lies in the one lane of a projection as a whole. */
  function guessOf(projection: string): Guess {
    const name = laneName({ projection, lane: 0 });
    return {
      generation: generations.get(name) ?? '',
      learn: (generation) => void generations.set(name, generation),
    };
  }

  return {
    read: async (keys) => {
      const { lanes, places } = groupByLane(keys, lanesOf);
      const reads = await withinTime(Promise.all(lanes.map(readLane)), READ_TIMEOUT_MS, unavailable);
      return places.map(({ lane, index }) => reads[lane]?.[index] ?? MISSING);
    },
    reportLost: (keys) => {
      for (const { lane, ids } of groupByLane(keys, lanesOf).lanes) {
        const generation = generations.get(laneName(lane));
        if (generation !== undefined) recordLoss(options, lane, { generation, ids });
      }
    },
    readPage: (query) =>
      withinTime(readPage(options, query, guessOf(query.projection)), READ_TIMEOUT_MS, unavailable),
    readTop: (query) =>
      withinTime(readTop(options, query, guessOf(query.projection)), READ_TIMEOUT_MS, unavailable),
  };
}

function standOf(live: Generation, text: string, lanes: number): Omit<DocumentRead, 'document'> {
  const { position, incarnation } = decodeCheckpoint(text);
  return { state: stateFor(lanes, live), checkpoint: position, incarnation, generation: live.id };
}

function lostAmong(ids: readonly string[], { known, documents }: Texts): readonly string[] {
  return ids.filter((_, index) => known[index] === true && !documents[index]);
}

function documentIn({ documents, ranks }: Texts, id: string, index: number): DocumentRead['document'] {
  const text = documents[index];
  return text ? decodeDocument(id, text, ranks[index]) : null;
}

/** The lanes of some documents, each document once, and where among them each key is. */
function groupByLane(keys: readonly DocumentKey[], lanesOf: (projection: string) => number): Grouped {
  const groups = new Map<
    string,
    { readonly at: number; readonly lane: Lane; readonly ids: Map<string, Place> }
  >();
  const places = keys.map(({ projection, id }) => {
    const lane = { projection, lane: laneOf(id, lanesOf(projection)) };
    const name = laneName(lane);
    const group = groups.get(name) ?? { at: groups.size, lane, ids: new Map<string, Place>() };
    if (group.ids.size === 0) groups.set(name, group);
    const place = group.ids.get(id) ?? { lane: group.at, index: group.ids.size };
    group.ids.set(id, place);
    return place;
  });
  const lanes = [...groups.values()].map(({ lane, ids }) => ({ lane, ids: [...ids.keys()] }));
  return { lanes, places };
}

function unavailable(cause: unknown): SlipstreamError {
  if (cause instanceof SlipstreamError) return cause;
  return new SlipstreamError('READ_MODEL_UNAVAILABLE', 'The read model does not answer.', { cause });
}
