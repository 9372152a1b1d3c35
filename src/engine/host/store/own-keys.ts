// Read models in Redis that are touched only while their keys are known to be this database's.
import type { DocumentReader, IndexReader, LaneStore } from '../../model/documents.ts';
import { SlipstreamError } from '../../model/errors.ts';
import type { StoreWatch } from './watch-store.ts';

/**
 * Every turn of a lane begins with its state, every sweep with a survey.
 * @param prepare what comes before the first of all; begun again after it has failed.
 */
export function ownLanes(
  lanes: LaneStore,
  { mayWrite }: Pick<StoreWatch, 'mayWrite'>,
  prepare: () => Promise<void>,
): LaneStore {
  let prepared: Promise<void> | undefined;
  const proved = async (): Promise<void> => {
    await mayWrite();
    prepared ??= prepare().catch((error: unknown) => {
      prepared = undefined;
      throw error;
    });
    await prepared;
  };
  return {
    ...lanes,
    state: async (lane) => {
      await proved();
      return lanes.state(lane);
    },
    survey: async (...args) => {
      await proved();
      return lanes.survey(...args);
    },
    want: async (lane, foldId) => {
      await proved();
      return lanes.want(lane, foldId);
    },
    pause: async (lane, paused) => {
      await proved();
      return lanes.pause(lane, paused);
    },
  };
}

type Reader = DocumentReader & IndexReader;

export function ownDocuments(reader: Reader, { mayRead }: Pick<StoreWatch, 'mayRead'>): Reader {
  const proved = async (): Promise<void> => {
    await mayRead().catch((cause: unknown) => {
      throw new SlipstreamError('READ_MODEL_UNAVAILABLE', 'The read model does not answer.', { cause });
    });
  };
  return {
    ...reader,
    read: async (keys) => {
      await proved();
      return reader.read(keys);
    },
    readPage: async (query) => {
      await proved();
      return reader.readPage(query);
    },
    readTop: async (query) => {
      await proved();
      return reader.readTop(query);
    },
  };
}
