// The stand-in for Redis in the projector's own tests must do what Redis does.
import { GENERATION, laneStoreContract } from '../../../contracts/lane-store.ts';
import { rankingContract } from '../../../contracts/rankings.ts';
import { memoryLaneStore } from '../../../../src/engine/stores/memory/memory-lane-store.ts';

const open = async () => {
  const store = memoryLaneStore(
    (projection) => (projection === 'wide' ? 4 : 1),
    (projection) =>
      projection === 'ranked' ? ['best', 'worst'].map((each) => ({ name: each, index: `rank:${each}` })) : [],
  );
  return {
    store,
    reader: store.reader,
    indexes: store.reader,
    notices: async () => store.notices,
    flush: async () => store.flushAll(),
    lose: async (name: string) => store.lose({ projection: 'order', lane: 0 }, GENERATION, name),
    close: async () => {},
  };
};

laneStoreContract(open, { indexes: true });
rankingContract(open);
