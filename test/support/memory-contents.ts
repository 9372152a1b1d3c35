// Contents of a generation of a lane store in memory, by what it dumps.
import type { LaneContents } from '../../src/engine/model/lane-contents.ts';
import type { MemoryLaneStore } from '../../src/engine/stores/memory/memory-lane-store.ts';

export function memoryContents({ dump }: Pick<MemoryLaneStore, 'dump'>): LaneContents {
  const indexed = (...[lane, generation]: Parameters<typeof dump>) =>
    [...dump(lane, generation)]
      .filter(([name]) => !/^(doc|ref|in):/.test(name))
      .flatMap(([index, text]) => {
        const words = text.split(' ');
        return words.flatMap((member, at) =>
          at % 2 === 0 ? [{ index, member, value: words[at + 1] ?? '' }] : [],
        );
      });
  return {
    async *ids(lane, generation) {
      const names = [...dump(lane, generation).keys()].filter((name) => name.startsWith('doc:'));
      yield names.map((name) => name.slice('doc:'.length));
    },
    async *entries(lane, generation) {
      yield indexed(lane, generation);
    },
    values: async (lane, generation, entries) => {
      const all = new Map(
        indexed(lane, generation).map((each) => [`${each.index} ${each.member}`, each.value]),
      );
      return entries.map(({ index, member }) => all.get(`${index} ${member}`) ?? null);
    },
  };
}
