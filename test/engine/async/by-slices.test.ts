// Long work that lets others in between: all of it, in order, and no slice much longer than some milliseconds.
import { setImmediate as round } from 'node:timers/promises';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { bySlices } from '../../../src/engine/async/by-slices.ts';

test('every item is worked on once and in order, up to the first that ends it', async () => {
  await fc.assert(
    fc.asyncProperty(fc.nat(300), fc.nat(400), async (count, last) => {
      const items = Array.from({ length: count }, (_, index) => index);
      const done: number[] = [];
      await bySlices(items, (item) => {
        done.push(item);
        return item !== last;
      });
      expect(done).toEqual(items.slice(0, last + 1));
    }),
    { numRuns: 50 },
  );
});

test('what waits in the process comes in between, and each slice runs in what is said', async () => {
  const slices: number[] = [];
  let rounds = 0;
  let isDone = false;
  const others = (async () => {
    while (!isDone) {
      await round();
      rounds += 1;
    }
  })();
  const busy = (): boolean => {
    for (const until = performance.now() + 0.5; performance.now() < until;);
    return true;
  };
  await bySlices(Array.from({ length: 200 }), busy, {
    around: (slice) => {
      slices.push(rounds);
      return slice();
    },
  });
  isDone = true;
  await others;
  // 100 ms of work in slices of 16 items at most, which take more than 3 ms.
  expect(slices.length).toBeGreaterThanOrEqual(200 / 16);
  expect(new Set(slices).size).toBe(slices.length);
});

test('little work is done at once', () => {
  let count = 0;
  void bySlices([1, 2, 3], () => {
    count += 1;
    return true;
  });
  expect(count).toBe(3);
});

test('an error of a step is the error of the whole', async () => {
  await expect(
    bySlices([1], () => {
      throw new Error('no');
    }),
  ).rejects.toThrow('no');
});
