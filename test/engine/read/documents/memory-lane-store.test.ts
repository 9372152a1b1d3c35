// The stand-in for Redis in the projector's own tests must do what Redis does.
import { laneStoreContract, type LaneStoreUnderTest } from '../../../contracts/lane-store.ts';
import { rankingContract } from '../../../contracts/rankings.ts';
import { memoryLaneStore } from '../../../support/memory-lane-store.ts';

const open = async (): Promise<LaneStoreUnderTest> => {
  const store = memoryLaneStore(
    (projection) => (projection === 'wide' ? 4 : 1),
    (projection) => (projection === 'ranked' ? ['best', 'worst'] : []),
  );
  return {
    store,
    reader: store.reader,
    notices: async () => store.notices,
    flush: async () => store.flushAll(),
    close: async () => {},
  };
};

laneStoreContract(open);
rankingContract(open);
