// The stand-in for Redis in the projector's own tests must do what Redis does.
import { laneStoreContract } from '../../../contracts/lane-store.ts';
import { memoryLaneStore } from '../../../../src/engine/testing/memory/memory-lane-store.ts';

laneStoreContract(
  async () => {
    const store = memoryLaneStore((projection) => (projection === 'wide' ? 4 : 1));
    return {
      store,
      reader: store.reader,
      lists: store.reader,
      notices: async () => store.notices,
      flush: async () => store.flushAll(),
      close: async () => {},
    };
  },
  { lists: true },
);
