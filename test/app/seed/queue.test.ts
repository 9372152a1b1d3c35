import fc from 'fast-check';
import { expect, it } from 'vitest';
import { createTimeQueue } from '../../../src/app/seed/queue.ts';

it('gives out the earliest first, and of one moment what came first', () => {
  fc.assert(
    fc.property(fc.array(fc.nat(20)), fc.nat(20), (times, until) => {
      const queue = createTimeQueue<{ readonly at: number; readonly index: number }>();
      for (const [index, at] of times.entries()) queue.put({ at, index });
      const takeAll = (limit: number) => {
        const taken = [];
        for (let item = queue.takeDue(limit); item; item = queue.takeDue(limit)) taken.push(item);
        return taken;
      };
      const sorted = times
        .map((at, index) => ({ at, index }))
        .sort((a, b) => a.at - b.at || a.index - b.index);
      expect(takeAll(until)).toEqual(sorted.filter(({ at }) => at <= until));
      expect(takeAll(Infinity)).toEqual(sorted.filter(({ at }) => at > until));
    }),
  );
});
